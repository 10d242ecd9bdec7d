// Measures realtime conversations: our page, and the contract's reference client in vanilla
// JavaScript. Each runs in its own browser, with the bench's own server on this machine.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startBrowser } from "../../e2e/lib/browser.mjs";
import { startRealtimeServer } from "../../e2e/lib/realtime-server.mjs";
import { until } from "../../e2e/lib/until.mjs";
import { median, ratio, spread, table } from "../lib/numbers.mjs";
import { at } from "../lib/where.mjs";

const PAGES = [
  { name: "ours", folder: at("dist/speech") },
  { name: "vanilla", folder: at("bench/pages/speech") },
];
const PROBE = readFileSync(new URL("../lib/speech-probe.js", import.meta.url), "utf8");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const BUTTON = "[data-slot=call-button]";

export const title = "Realtime";

export async function run({ seconds, rounds, bursts }) {
  const results = new Map(PAGES.map(({ name }) => [name, { up: [], down: [], cut: [], main: [], script: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 ? [...PAGES].reverse() : PAGES;
    for (const page of order) await measure(page, results.get(page.name), { seconds, bursts });
  }
  return report(results, { seconds, rounds, bursts });
}

async function measure({ name, folder }, into, { seconds, bursts }) {
  const server = await startRealtimeServer();
  const site = await serve(folder, server.credentials);
  const alone = await startBrowser();
  try {
    const page = await (await alone.browser.createBrowserContext()).newPage();
    const cdp = await page.createCDPSession();
    await cdp.send("Performance.enable");
    await page.evaluateOnNewDocument(PROBE);
    await page.goto(site.url);
    await page.waitForSelector(`${BUTTON}:not([disabled])`);
    await page.click(BUTTON);
    await page.waitForSelector(`${BUTTON}[data-state=connected]`, { timeout: 15_000 });
    await page.waitForFunction(() => window.speech.listens);
    const connection = await server.connection();
    const marks = (key) => page.evaluate((key) => window.speech.marks[key], key);
    const count = async (key) => (await marks(key)).length;

    for (let burst = 0; burst < bursts; burst += 1) {
      // Varied, so that bursts are not aligned with the frames.
      await wait(400 + burst * 7);
      const sent = await count("sent");
      const began = await page.evaluate(() => window.speech.burst());
      await until("the burst is sent", async () => (await count("sent")) > sent, { timeout: 5_000 });
      into.up.push((await marks("sent"))[sent] - began);
    }
    for (let burst = 0; burst < bursts; burst += 1) {
      const [received, loud, silent] = [await count("received"), await count("loud"), await count("silent")];
      await connection.tone(0.3, { late: () => 0 });
      await until("the tone has been played", async () => (await count("silent")) > silent, { timeout: 5_000 });
      into.down.push((await marks("loud"))[loud] - (await marks("received"))[received]);
      // Longer than the pause that ends a stretch of speech.
      await wait(500);
    }
    for (let burst = 0; burst < bursts; burst += 1) {
      const [loud, silent, cut] = [await count("loud"), await count("silent"), await count("cut")];
      await connection.tone(3);
      await until("the tone is played", async () => (await count("loud")) > loud, { timeout: 5_000 });
      await wait(300 + burst * 7);
      connection.send({ t: "interruption", at: "user" });
      await until("playback is silent", async () => (await count("silent")) > silent, { timeout: 5_000 });
      into.cut.push((await marks("silent"))[silent] - (await marks("cut"))[cut]);
      await wait(300);
    }
    const metrics = async () => {
      const { metrics } = await cdp.send("Performance.getMetrics");
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    // The worst case: both sides speak all the time.
    const [before, heard] = [await metrics(), connection.frames.length];
    await connection.tone(seconds, { late: () => 0 });
    const after = await metrics();
    if (connection.frames.length - heard < seconds * 45) throw new Error(`${name}: the conversation did not work: too few frames were received`);
    for (const [key, metric] of [["main", "TaskDuration"], ["script", "ScriptDuration"]]) {
      into[key].push((after[metric] - before[metric]) * 1000 * (60 / seconds));
    }
  } finally {
    await alone.stop();
    await site.stop();
    await server.stop();
  }
}

/** Serves the page, and the credentials on each POST. */
async function serve(folder, credentials) {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      response.writeHead(201, { "content-type": "application/json" });
      return response.end(JSON.stringify(credentials));
    }
    // Our pages have an `index.html`, which marks the folder as a package.
    const start = existsSync(join(folder, "index.html")) ? "index.html" : "page.html";
    const path = join(folder, request.url === "/" ? start : new URL(request.url, "http://a").pathname);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" });
    return createReadStream(path).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function report(results, { seconds, rounds, bursts }) {
  const [ours, theirs] = PAGES.map(({ name }) => results.get(name));
  const row = (label, key, digits) => [
    label,
    spread(ours[key], digits),
    spread(theirs[key], digits),
    ratio(median(ours[key]), median(theirs[key])),
  ];
  const rows = [
    row("capture to wire, ms", "up", 1),
    row("wire to speaker, ms", "down", 1),
    row("interruption to silence, ms", "cut", 1),
    row("main thread, ms a minute, both sides talking", "main", 0),
    row("… of it script", "script", 0),
  ];
  return `Conversations: ${rounds}, with ${bursts} bursts of each kind and ${seconds} s of speech; median with quartiles. From a burst in the microphone's graph to the send of its first loud frame; from the message with the first audio of an answer to the first loud sample before the loudspeaker; from the message to the first silent sample. "Vanilla" is plain JavaScript that does what the contract says of the reference client.

${table(["", "ours", "vanilla", "ours ÷ vanilla"], rows)}`;
}
