// The fake microphone's recordings, synthesised by espeak-ng at test time. 48 kHz, mono, 16 bit.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WORDS = "Hello agent, this is a short sentence to be heard.";
const FORMAT = ["-r", "48000", "-c", "1", "-b", "16"];

const RECORDINGS = {
  /** Silence. */
  quiet: (sox) => sox("-n", ...FORMAT, "OUT", "trim", "0", "30"),
  /** Silence during the greeting, one sentence, silence. */
  sentence: (sox, words) => sox(words, "OUT", "pad", "6", "30"),
  /** As `sentence`, for tests that need all of it: the microphone opens before the call is up. */
  late: (sox, words) => sox(words, "OUT", "pad", "12", "30"),
  /** Silence during the greeting, almost half a minute of continuous speech, silence. */
  monologue: (sox, words) => sox(words, "OUT", "repeat", "11", "pad", "6", "30"),
  /** One sentence immediately, then silence. */
  barge: (sox, words) => sox(words, "OUT", "pad", "0.2", "30"),
  /** A sentence every six seconds, for more than two minutes. */
  dialogue: (sox, words) => sox(words, "OUT", "pad", "0.5", "3.5", "repeat", "24"),
  /** One short word after the greeting. */
  word: (sox, words) => sox(words, "OUT", "trim", "0", "0.5", "pad", "6", "30"),
  /** A steady tone. */
  tone: (sox) => sox("-n", ...FORMAT, "OUT", "synth", "60", "sine", "440", "vol", "0.3"),
  /** Continuous speech for more than two minutes. */
  talking: (sox, words) => sox(words, "OUT", "repeat", "60"),
};

// The folder's name includes a hash of this file and the user: checkouts and users do not share
// recordings.
const CACHE_KEY = createHash("sha256").update(readFileSync(new URL(import.meta.url))).digest("hex").slice(0, 12);
const FOLDER = join(tmpdir(), `speko-e2e-recordings-${process.getuid?.() ?? "user"}-${CACHE_KEY}`);

/** Returns the path of a recording, which is made if it does not exist yet. */
export function recording(name) {
  mkdirSync(FOLDER, { recursive: true });
  return ensureFile(join(FOLDER, `${name}.wav`), (part) => {
    const words = speech();
    RECORDINGS[name]((...args) => sox(...args.map((arg) => (arg === "OUT" ? part : arg))), words);
  });
}

/** No recording: WebKit's own mock microphone, which hums, and beeps about once a second. */
export const OWN = "own";

/** Whether the recording is the same sentence all the time, without a pause. */
export const isLoop = (name) => name === "talking";

/**
 * Returns the recording as FLAC, which is lossless and 4 to 300 times smaller. Of a
 * loop it contains one iteration.
 */
export function flac(name) {
  mkdirSync(FOLDER, { recursive: true });
  const wav = isLoop(name) ? speech() : recording(name);
  return ensureFile(join(FOLDER, `${name}.flac`), (part) => sox(wav, part));
}

const sox = (...args) => execFileSync("sox", ["-V1", ...args]);

/** About two seconds of loud speech, without silence around it. */
function speech() {
  return ensureFile(join(FOLDER, "words.wav"), (part) => {
    const raw = `${part}.raw.wav`;
    execFileSync("espeak-ng", ["-v", "en", "-s", "190", "-w", raw, WORDS]);
    const trim = ["silence", "1", "0.02", "1%", "reverse", "silence", "1", "0.02", "1%", "reverse"];
    sox(raw, ...FORMAT, part, "rate", "48000", ...trim, "norm", "-3");
    rmSync(raw);
  });
}

/** Writes a file under a name of this process and renames it: two processes may need it at once. */
function ensureFile(path, make) {
  if (existsSync(path)) return path;
  const part = path.replace(/\.(\w+)$/, `.${process.pid}.$1`);
  make(part);
  renameSync(part, path);
  return path;
}
