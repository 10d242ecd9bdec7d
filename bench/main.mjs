// Measures, prints the results, and writes RESULTS.md. `./bench/run` builds the pages and starts
// this.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { CHROME, LIVEKIT, PYTHON } from "../e2e/lib/paths.mjs";
import * as bytes from "./parts/bytes.mjs";
import * as call from "./parts/call.mjs";
import * as cycles from "./parts/cycles.mjs";
import * as join from "./parts/join.mjs";
import * as speech from "./parts/speech.mjs";
import * as survive from "./parts/survive.mjs";
import * as turns from "./parts/turns.mjs";
import { cannot } from "./lib/link.mjs";
import { keep } from "./lib/results.mjs";
import { at } from "./lib/where.mjs";

const PARTS = { bytes, turns, call, cycles, join, survive, speech };
const FULL = {
  ...{ sizes: [10, 1000, 10_000], batches: 20, updates: 10, seconds: 60, rounds: 3, cycles: 200, pages: 2 },
  ...{ joins: 10, trips: [0, 50, 100], slower: [1, 3], cuts: Object.keys(survive.CASES).filter((key) => key !== "rough-5"), bursts: 20 },
};
const SMOKE = {
  ...{ sizes: [10, 1000], batches: 2, updates: 5, seconds: 4, rounds: 1, cycles: 6, pages: 1 },
  ...{ joins: 1, trips: [100], slower: [1], cuts: ["all-1"], bursts: 3 },
};

const { values: given } = parseArgs({
  options: {
    smoke: { type: "boolean" },
    only: { type: "string" },
    seconds: { type: "string" },
    rounds: { type: "string" },
    cycles: { type: "string" },
    batches: { type: "string" },
    joins: { type: "string" },
    trips: { type: "string" },
    slower: { type: "string" },
    cuts: { type: "string" },
    out: { type: "string" },
  },
});
const options = { ...(given.smoke ? SMOKE : FULL) };
for (const name of ["seconds", "rounds", "cycles", "batches", "joins"]) if (given[name]) options[name] = Number(given[name]);
for (const name of ["trips", "slower"]) if (given[name]) options[name] = given[name].split(",").map(Number);
if (given.cuts) options.cuts = given.cuts.split(",");
for (const cut of options.cuts) if (!survive.CASES[cut]) fail(`Unknown cut '${cut}'. Cuts: ${FULL.cuts.join(", ")}`);
const names = given.only?.split(",") ?? Object.keys(PARTS);
for (const name of names) if (!PARTS[name]) fail(`Unknown part '${name}'. Parts: ${Object.keys(PARTS).join(", ")}`);
// Only full runs are saved by default. Each section has its own date, so that single parts can be
// saved too.
const full = Object.entries(FULL).every(([name, value]) => String(options[name]) === String(value));
const whole = full && !given.only;
const out = given.out ?? (full ? at("bench/RESULTS.md") : null);

const sections = whole || (out && !existsSync(out)) ? [heading()] : [];
console.log(heading());
for (const name of names) {
  const { title, livekit, run } = PARTS[name];
  const [began, load] = [Date.now(), loadavg()[0]];
  let measured;
  try {
    measured = await run(options);
  } catch (error) {
    cannot(error, title);
    continue;
  }
  const took = `${Math.round((Date.now() - began) / 1000)} s, load ${load.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after`;
  const section = `## ${title}\n\n${stamp(took, livekit)}\n\n${measured}\n`;
  sections.push(section);
  console.log(`${section}\n(${name}: ${took})\n`);
}
if (out) {
  keep(out, sections);
  console.log(`Written to ${out}`);
}

function output(command, ...args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

/** Describes the run: the command, the date, the commit. */
function command() {
  const commit = output("git", "-C", at("."), "rev-parse", "--short", "HEAD");
  return `\`${["./bench/run", ...process.argv.slice(2)].join(" ")}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}`;
}

function peerVersion(name) {
  return `${name} ${JSON.parse(readFileSync(at("bench/package.json"), "utf8")).devDependencies[name]}`;
}

function chromium() {
  return output(CHROME, "--version").split(" ").slice(0, 2).join(" ");
}

/**
 * Describes the run that a section comes from; sections can be of different runs. With LiveKit's
 * versions if a real server was used.
 */
function stamp(took, livekit) {
  if (!livekit) return `${command()}: ${took}. ${chromium()}.`;
  const server = output(LIVEKIT, "--version").split(" ").at(-1);
  const sdk = output(PYTHON, "-c", "import importlib.metadata as m; print(m.version('livekit'))");
  return `${command()}: ${took}. ${chromium()}, ${peerVersion("livekit-client")}, livekit-server ${server}, agent on LiveKit's Python SDK ${sdk}.`;
}

function heading() {
  return `# Results

${command()}. What each number means: [README](README.md).

- ${chromium()}, Node ${process.versions.node}, ${output("rustc", "--version").split(" ").slice(0, 2).join(" ")}
- ${["@livekit/components-react", "livekit-client", "react", "react-dom", "esbuild"].map(peerVersion).join(", ")}
- ${cpus().length} cores, ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB; load at the beginning ${loadavg()[0].toFixed(1)}

Only the ratios are for comparing: ours and the peer are measured in the same run.
`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
