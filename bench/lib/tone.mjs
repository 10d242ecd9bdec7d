// The microphone's input in a measured call: a continuous tone, so that every gap is caused by the
// connection.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const RATE = 48_000;
const SECONDS = 10; // then it repeats, in phase
const HERTZ = 330;
const LOUD = 0.3;

/** Writes the tone to a folder as a WAV file (48 kHz, mono, 16 bit). Returns its path. */
export function tone(folder) {
  const samples = new Int16Array(RATE * SECONDS);
  for (let i = 0; i < samples.length; i += 1) {
    samples[i] = 32_767 * LOUD * Math.sin((2 * Math.PI * HERTZ * i) / RATE);
  }
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16); // the size of the format chunk
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(1, 22); // channels
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  const path = join(folder, "microphone.wav");
  writeFileSync(path, Buffer.concat([head, data]));
  return path;
}
