// Measures what many consecutive calls leak in the page.
import { startBackend } from "../../e2e/lib/backend.mjs";
import { until } from "../../e2e/lib/until.mjs";
import { openAlone } from "../lib/browser.mjs";
import { bytes, table } from "../lib/numbers.mjs";
import { at } from "../lib/where.mjs";
import { press } from "../lib/press.mjs";

const PAGES = [
  { name: "minimal", folder: at("dist/minimal") },
  { name: "demo", folder: at("dist/demo") },
];
/** Calls before the first count: objects that are created once and kept are no leak. */
const WARM = 3;
const BUTTON = "[data-slot=call-button]";
/** Counts that must not grow at all. */
const COUNTS = ["tracks", "peers", "sockets", "contexts", "timers", "intervals", "jsEventListeners", "detached", "documents", "heldPeers", "heldSockets", "heldTracks"];

export const title = "Calls that leak nothing";

export async function run({ cycles, pages }) {
  const columns = [];
  for (const page of PAGES.slice(0, pages)) columns.push(await measure(page, cycles));
  for (const { name, before, after } of columns) {
    const leaked = COUNTS.filter((key) => after[key] > before[key]).map((key) => `${NAMES[key]}: ${before[key]} before, ${after[key]} after`);
    if (leaked.length) throw new Error(`${cycles} calls in ${name} leaked ${leaked.join("; ")}`);
  }
  return report(columns, cycles);
}

async function measure({ name, folder }, cycles) {
  const backend = await startBackend(folder);
  const open = await openAlone(backend.url, "quiet");
  try {
    await open.page.waitForSelector(`${BUTTON}:not([disabled])`);
    for (let i = 0; i < WARM; i += 1) await cycle(open, backend);
    const before = await count(open);
    for (let i = 0; i < cycles / 2; i += 1) await cycle(open, backend);
    const half = await heap(open);
    for (let i = 0; i < cycles / 2; i += 1) await cycle(open, backend);
    const after = await count(open);
    const made = await open.evaluate(() => bench.made());
    if (made.peers < cycles) throw new Error(`only ${made.peers} peer connections for ${cycles} calls`);
    return { name, before, half, after, made };
  } finally {
    await open.close();
    await backend.stop();
  }
}

async function cycle({ page }, backend) {
  await press(page, BUTTON);
  await seen(page, `${BUTTON}[data-state=connected]`);
  await seen(page, "[data-slot=turn]");
  await press(page, BUTTON);
  await seen(page, `${BUTTON}[data-state=idle]`);
  await backend.untilEmpty();
}

/** Waits for an element and disposes its handle, which would keep the element in memory. */
async function seen(page, selector) {
  await (await page.waitForSelector(selector, { timeout: 15_000 })).dispose();
}

async function heap(open) {
  await open.collect();
  return (await open.metrics()).JSHeapUsedSize;
}

async function count(open) {
  // Chromium itself keeps the result of `getUserMedia` for about ten seconds. Only what remains
  // after that is a leak.
  for (let i = 0; i < 30; i += 1) {
    await open.collect();
    const { heldPeers, heldSockets, heldTracks } = await open.evaluate(() => bench.held());
    if (heldPeers + heldSockets + heldTracks === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { jsEventListeners, nodes, documents } = await open.counters();
  const page = await open.evaluate(() => ({
    ...bench.live(),
    ...bench.held(),
    wasm: bench.wasmBytes(),
    shown: document.evaluate("count(//node())", document).numberValue,
  }));
  return { ...page, jsEventListeners, detached: nodes - page.shown, documents, heap: await heap(open), process: await open.processBytes() };
}

function report(columns, cycles) {
  const rows = COUNTS.map((key) => [
    NAMES[key],
    ...columns.flatMap(({ before, after }) => [before[key], after[key], signed(after[key] - before[key])]),
  ]);
  for (const key of ["heap", "wasm", "process"]) {
    rows.push([NAMES[key], ...columns.flatMap(({ before, after }) => [bytes(before[key]), bytes(after[key]), signed(after[key] - before[key])])]);
  }
  const head = ["", ...columns.flatMap(({ name }) => [`${name}: before`, "after", "more"])];
  const grown = columns.map(({ name, before, half, after }) => {
    const [first, second] = [half - before.heap, after.heap - half].map((n) => signed(Math.round((n * 2) / cycles)));
    return `${name}: the heap grew by ${first} bytes a call in the first half and ${second} in the second`;
  });
  return `Before and after ${cycles} starts and stops of a call, following ${WARM} warm-up calls; measured after garbage collections.

${table(head, rows)}

${grown.join("; ")}.`;
}

const NAMES = {
  tracks: "live tracks",
  peers: "open peer connections",
  sockets: "open WebSockets",
  contexts: "open AudioContexts",
  timers: "pending timeouts",
  intervals: "running intervals",
  jsEventListeners: "event listeners",
  detached: "DOM nodes not in the page",
  documents: "documents",
  heldPeers: "peer connections in memory",
  heldSockets: "WebSockets in memory",
  heldTracks: "tracks in memory",
  heap: "JavaScript heap, bytes",
  wasm: "WebAssembly memory, bytes",
  process: "private memory of the process, bytes",
};

const signed = (n) => (n === 0 ? "0" : `${n > 0 ? "+" : "−"}${bytes(Math.abs(n))}`);
