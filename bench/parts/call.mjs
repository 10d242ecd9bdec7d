// Measures a call of one minute: our minimal page, and the same page in React with livekit-client.
// Both use the same backend, each in its own browser. The microphone's input has a sentence every
// six seconds.
import { join } from "node:path";
import { startBackend } from "../../e2e/lib/backend.mjs";
import { until } from "../../e2e/lib/until.mjs";
import { openAlone } from "../lib/browser.mjs";
import { median, ratio, spread, table } from "../lib/numbers.mjs";
import { DIST, at } from "../lib/where.mjs";

const PAGES = [
  { name: "ours", folder: at("dist/minimal") },
  { name: "React", folder: join(DIST, "react-call") },
];
const BUTTON = "[data-slot=call-button]";

export const title = "A call";

export async function run({ seconds, rounds }) {
  const results = new Map(PAGES.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 ? [...PAGES].reverse() : PAGES;
    for (const page of order) results.get(page.name).push(await call(page, seconds));
  }
  return report(results, seconds, rounds);
}

async function call({ name, folder }, seconds) {
  const backend = await startBackend(folder);
  const open = await openAlone(backend.url, "dialogue");
  try {
    await open.page.waitForSelector(`${BUTTON}:not([disabled])`);
    await open.collect();
    const loaded = await open.metrics();
    await open.page.click(BUTTON);
    await open.page.waitForSelector(`${BUTTON}[data-state=connected]`, { timeout: 15_000 });
    const room = (await (await fetch(`${backend.url}/api/rooms`)).json()).rooms[0];
    await until("the agent receives audio", async () => (await backend.callerStats(room)).packets > 0);

    const began = await open.metrics();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const ended = await open.metrics();
    const stats = await backend.callerStats(room);
    const rows = await open.page.$$eval("[data-slot=turn]", (rows) => rows.length);
    if (!stats.open || stats.packets < seconds * 40 || rows < 2) {
      throw new Error(`${name}: the call did not work: ${rows} rows, ${stats.packets} packets`);
    }
    const memory = await held(open);
    const took = (key) => (ended[key] - began[key]) * 1000 * (60 / seconds);
    return {
      main: took("TaskDuration"),
      script: took("ScriptDuration"),
      style: took("RecalcStyleDuration"),
      layout: took("LayoutDuration"),
      mainCpu: took("ThreadTime"),
      cpu: took("ProcessTime"),
      start: (began.TaskDuration - loaded.TaskDuration) * 1000,
      long: await open.evaluate(() => bench.long.count),
      rows,
      ...memory,
    };
  } finally {
    await open.close();
    await backend.stop();
  }
}

/** Returns the page's memory use during the call, after garbage collection. */
async function held(open) {
  await open.collect();
  const { JSHeapUsedSize } = await open.metrics();
  const wasm = await open.evaluate(() => bench.wasmBytes());
  return { heap: JSHeapUsedSize, wasm, both: JSHeapUsedSize + wasm, process: await open.processBytes() };
}

function report(results, seconds, rounds) {
  const [ours, theirs] = PAGES.map(({ name }) => results.get(name));
  const of = (list, key) => list.map((one) => one[key]);
  const row = (label, key, write) => {
    const [a, b] = [of(ours, key), of(theirs, key)];
    return [label, write(a), write(b), ratio(median(a), median(b))];
  };
  const time = (values) => spread(values, 0);
  const size = (values) => spread(values.map((n) => n / 1e6), 1);
  const sum = (values) => String(values.reduce((a, b) => a + b, 0));
  const rows = [
    row("main thread, ms a minute", "main", time),
    row("… of it script", "script", time),
    row("… of it style", "style", time),
    row("… of it layout", "layout", time),
    row("CPU time of the main thread, ms a minute", "mainCpu", time),
    row("CPU time of the page's process, ms a minute", "cpu", time),
    row("main thread from the click to connected, ms", "start", time),
    ["frames over 50 ms", sum(of(ours, "long")), sum(of(theirs, "long")), ""],
    row("JavaScript heap, MB", "heap", size),
    row("WebAssembly memory, MB", "wasm", size),
    row("both, MB", "both", size),
    row("private memory of the page's process, MB", "process", size),
  ];
  const turns = PAGES.map(({ name }) => `${name} ${of(results.get(name), "rows").join(", ")}`).join("; ");
  return `${rounds} calls of ${seconds} s per page, alternating in changing order; median with quartiles. Memory is measured after a garbage collection during the call. Transcript rows at the end: ${turns}.

${table(["", "ours", "React", "ours ÷ React"], rows)}`;
}
