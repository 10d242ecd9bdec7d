// Measures one partial update of the newest turn, and one new turn, with few and with many turns on
// the page. Our page and its peers share a browser, each in its own process, and alternate batch by
// batch.
import { join } from "node:path";
import { startBackend } from "../../e2e/lib/backend.mjs";
import { startBrowser } from "../../e2e/lib/browser.mjs";
import { openPage } from "../lib/browser.mjs";
import { median, ratio, spread, table } from "../lib/numbers.mjs";
import { DIST } from "../lib/where.mjs";

const PAGES = [
  { name: "ours", folder: "turns", path: "/" },
  { name: "components-react, plain list", folder: "react-turns", path: "/" },
  { name: "the same, rows in memo()", folder: "react-turns", path: "/?careful" },
];
const KINDS = { main: "TaskDuration", script: "ScriptDuration", style: "RecalcStyleDuration", layout: "LayoutDuration" };

export const title = "One transcript update";

export async function run({ sizes, batches, updates }) {
  const browser = await startBrowser({ device: false });
  const servers = [];
  const lines = [];
  try {
    for (const page of PAGES) servers.push(await startBackend(join(DIST, page.folder)));
    for (const size of sizes) {
      const pages = [];
      for (const [i, page] of PAGES.entries()) {
        pages.push({ ...page, open: await openFilled(browser.browser, servers[i].url + page.path, size) });
      }
      const partial = await alternate(pages, batches, (page) => batch(page.open, updates, "partial"));
      const idle = await alternate(pages, Math.ceil(batches / 3), (page) => batch(page.open, updates, "idle"));
      for (const { open } of pages) await open.evaluate(() => driver.finish());
      const fresh = await alternate(pages, Math.ceil(batches / 3), (page) => batch(page.open, updates, "fresh"));
      lines.push({ size, partial, fresh, idle });
      for (const { open } of pages) await open.close();
    }
  } finally {
    await browser.stop();
    for (const server of servers) await server.stop();
  }
  return report(lines, batches, updates);
}

async function openFilled(browser, url, size) {
  const open = await openPage(browser, url);
  await open.page.waitForFunction(() => window.turns && document.querySelector("[data-slot=turns]"));
  await open.page.bringToFront();
  await open.evaluate(installDriver);
  await open.evaluate((size) => driver.fill(size), size);
  await batch(open, 10, "partial"); // warm-up
  await open.collect();
  return open;
}

/**
 * Runs in the page, the same for all pages: adds a message, and waits until the page shows and
 * paints it.
 */
function installDriver() {
  const WORDS = "so the next train to the coast leaves at a quarter past nine from platform four and takes two hours".split(" ");
  const list = document.querySelector("[data-slot=turns]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const painted = async () => {
    await frame();
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  };
  const newest = () => {
    let last = list.lastElementChild;
    if (last?.dataset.slot === "turn-block") last = last.lastElementChild;
    return last?.querySelector("[data-slot=turn-text]")?.textContent;
  };
  let count = 0;
  let said = 0;
  const who = () => (count % 2 ? "agent" : "user");
  const shown = async (text) => {
    const until = performance.now() + 30_000;
    while (newest() !== text) {
      if (performance.now() > until) throw new Error(`"${text}" was not shown; the newest turn is "${newest()}"`);
      await frame();
    }
  };

  window.driver = {
    async fill(size) {
      for (count = 1; count < size; count += 1) turns.say(`turn ${count}`, who(), `${count}: ${WORDS.slice(0, 3 + (count % 16)).join(" ")}.`, true);
      turns.say(`turn ${count}`, who(), "…", false);
      await shown("…");
      await painted();
      const rows = document.querySelectorAll("[data-slot=turn]").length;
      if (rows !== size) throw new Error(`${rows} of ${size} rows are shown`);
    },
    /**
     * Takes the minimum duration of an update without a message: the cost of the driver and two
     * empty frames.
     */
    async idle() {
      await frame();
      await painted();
      return 0;
    },
    /** Appends a word to the newest turn. */
    partial() {
      said += 1;
      return this.say(`${said}: ${WORDS.slice(0, 1 + (said % WORDS.length)).join(" ")}`, false);
    },
    /** Adds a turn of the other side. */
    fresh() {
      count += 1;
      said += 1;
      return this.say(`${said}: ${WORDS.slice(0, 8).join(" ")}`, true);
    },
    /** Finalizes the newest turn. */
    finish() {
      said += 1;
      return this.say(`${said}: done.`, true);
    },
    async say(text, final) {
      const began = performance.now();
      turns.say(`turn ${count}`, who(), text, final);
      await shown(text);
      await painted();
      return performance.now() - began;
    },
  };
}

/** Runs `updates` updates. Returns the milliseconds per update. */
async function batch(open, updates, kind) {
  await open.page.bringToFront();
  const before = await open.metrics();
  const took = await open.evaluate(
    async (updates, kind) => {
      bench.long.count = bench.long.worst = 0;
      const took = [];
      for (let i = 0; i < updates; i += 1) {
        // A task of its own, as for a message from the network.
        await new Promise((resolve) => setTimeout(resolve, 0));
        took.push(await driver[kind]());
      }
      return { took, long: { ...bench.long } };
    },
    updates,
    kind,
  );
  const after = await open.metrics();
  const each = Object.entries(KINDS).map(([name, metric]) => [name, ((after[metric] - before[metric]) * 1000) / updates]);
  return { ...Object.fromEntries(each), wall: median(took.took), worst: Math.max(...took.took), long: took.long.count };
}

/** Alternates between the pages, each round beginning with another one. */
async function alternate(pages, rounds, measure) {
  const results = new Map(pages.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < pages.length; i += 1) {
      const page = pages[(round + i) % pages.length];
      results.get(page.name).push(await measure(page));
    }
  }
  return results;
}

function report(lines, batches, updates) {
  const of = (results, name, key) => results.get(name).map((one) => one[key]);
  const rows = (kind) =>
    lines.flatMap((line) =>
      PAGES.map(({ name }) => {
        const results = line[kind];
        const main = of(results, name, "main");
        const net = (name) => median(of(results, name, "main")) - median(of(line.idle, name, "main"));
        const ours = median(of(results, PAGES[0].name, "main"));
        const parts = ["script", "style", "layout"].map((key) => median(of(results, name, key)).toFixed(2));
        const long = of(results, name, "long").reduce((a, b) => a + b, 0);
        return [line.size.toLocaleString("en"), name, spread(main), ...parts, median(of(results, name, "wall")).toFixed(0), long, name === "ours" ? "" : ratio(ours, median(main)), net(name).toFixed(2), name === "ours" ? "" : ratio(net("ours"), net(name))];
      }),
    );
  const head = ["turns", "page", "main thread", "script", "style", "layout", "painted after", "long frames", "ours ÷ it", "net", "net, ours ÷ it"];
  const idle = lines.map(({ size, idle }) => `${PAGES.map(({ name }) => median(of(idle, name, "main")).toFixed(2)).join(", ")} with ${size.toLocaleString("en")} turns`);
  const flat = (kind) => {
    const main = (line) => median(of(line[kind], "ours", "main"));
    return `${ratio(main(lines.at(-1)), main(lines[0]))} from ${lines[0].size} to ${lines.at(-1).size.toLocaleString("en")} turns`;
  };
  const section = (kind) => `${table(head, rows(kind))}\n\nOurs grows ${flat(kind)}.`;
  return `Milliseconds per update: the median of ${batches} batches of ${updates}, main thread with its quartiles. "Net" is without the cost of the same frames on the same page without updates, in the order of the table: ${idle.join("; ")}.

A partial result of the newest turn:

${section("partial")}

A new turn at the end (${Math.ceil(batches / 3)} batches):

${section("fresh")}`;
}
