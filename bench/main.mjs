// Measures, prints, and writes RESULTS.md. `./bench/run` builds what this needs and starts it.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { CHROME } from "../e2e/lib/built.mjs";
import * as bytes from "./parts/bytes.mjs";
import * as call from "./parts/call.mjs";
import * as cycles from "./parts/cycles.mjs";
import * as turns from "./parts/turns.mjs";
import { at } from "./lib/where.mjs";

const PARTS = { bytes, turns, call, cycles };
const FULL = { sizes: [10, 1000, 10_000], batches: 20, updates: 10, seconds: 60, rounds: 3, cycles: 200, pages: 2 };
const SMOKE = { sizes: [10, 1000], batches: 2, updates: 5, seconds: 4, rounds: 1, cycles: 6, pages: 1 };

const { values: given } = parseArgs({
  options: {
    smoke: { type: "boolean" },
    only: { type: "string" },
    seconds: { type: "string" },
    rounds: { type: "string" },
    cycles: { type: "string" },
    batches: { type: "string" },
    out: { type: "string" },
  },
});
const options = { ...(given.smoke ? SMOKE : FULL) };
for (const name of ["seconds", "rounds", "cycles", "batches"]) if (given[name]) options[name] = Number(given[name]);
const names = given.only?.split(",") ?? Object.keys(PARTS);
for (const name of names) if (!PARTS[name]) fail(`There is no part '${name}'. Parts: ${Object.keys(PARTS).join(", ")}`);
// A short or partial run is for looking at, not for keeping.
const whole = !given.only && Object.entries(FULL).every(([name, value]) => String(options[name]) === String(value));
const out = given.out ?? (whole ? at("bench/RESULTS.md") : null);

const sections = [heading()];
console.log(sections[0]);
for (const name of names) {
  const began = Date.now();
  const section = `## ${PARTS[name].title}\n\n${await PARTS[name].run(options)}\n`;
  sections.push(section);
  console.log(`${section}\n(${name}: ${Math.round((Date.now() - began) / 1000)} s, load ${loadavg()[0].toFixed(1)})\n`);
}
if (out) {
  writeFileSync(out, sections.join("\n"));
  console.log(`Written to ${out}`);
}

function heading() {
  const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const peers = JSON.parse(readFileSync(at("bench/package.json"), "utf8")).devDependencies;
  const peer = (name) => `${name} ${peers[name]}`;
  const commit = run("git", "-C", at("."), "rev-parse", "--short", "HEAD");
  const command = ["./bench/run", ...process.argv.slice(2)].join(" ");
  return `# Results

\`${command}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}. What each number means: [README](README.md).

- ${run(CHROME, "--version").split(" ").slice(0, 2).join(" ")}, Node ${process.versions.node}, ${run("rustc", "--version").split(" ").slice(0, 2).join(" ")}
- ${["@livekit/components-react", "livekit-client", "react", "react-dom", "esbuild"].map(peer).join(", ")}
- ${cpus().length} cores, ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB; load at the beginning ${loadavg()[0].toFixed(1)}

Only the ratios are for comparing: ours and the peer are measured in the same run.
`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
