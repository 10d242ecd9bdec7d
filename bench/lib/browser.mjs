// A page to measure, in a Chromium that it may share with others or have for itself.
import { readFileSync } from "node:fs";
import { startBrowser } from "../../e2e/lib/browser.mjs";

const PROBE = readFileSync(new URL("probe.js", import.meta.url), "utf8");

/** Opens a page in a context of its own, and so in a process of its own. */
export async function openPage(browser, url) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const cdp = await page.createCDPSession();
  await cdp.send("Performance.enable");
  await page.evaluateOnNewDocument(PROBE);
  await page.goto(url);
  return new Measured(page, context, cdp);
}

/** Opens a page in a browser of its own, whose microphone hears this recording. */
export async function openAlone(url, hears) {
  const alone = await startBrowser();
  alone.play(hears);
  const measured = await openPage(alone.browser, url);
  measured.close = () => alone.stop();
  return measured;
}

class Measured {
  #pid;

  constructor(page, context, cdp) {
    Object.assign(this, { page, context, cdp });
  }

  /** Seconds of the main thread by kind since the page began, and what it holds now. */
  async metrics() {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** Lets go of all that nobody refers to. Once is not enough for what a finalizer lets go of. */
  async collect() {
    for (let i = 0; i < 3; i += 1) {
      await this.cdp.send("HeapProfiler.collectGarbage");
      await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    }
  }

  counters() {
    return this.cdp.send("Memory.getDOMCounters");
  }

  evaluate(...args) {
    return this.page.evaluate(...args);
  }

  /** The private memory of the process that renders the page, in bytes; nothing where /proc is not. */
  async processBytes() {
    if (!this.#pid) {
      const session = await this.page.browser().target().createCDPSession();
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      await session.detach();
      // Its CPU time tells it from the others.
      const { ProcessTime } = await this.metrics();
      const far = ({ type, cpuTime }) => (type === "renderer" ? Math.abs(cpuTime - ProcessTime) : Infinity);
      this.#pid = processInfo.reduce((a, b) => (far(a) <= far(b) ? a : b)).id;
    }
    return privateBytes(this.#pid);
  }

  close() {
    return this.context.close();
  }
}

function privateBytes(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)].reduce((sum, [, kb]) => sum + 1024 * kb, 0);
  } catch {
    return NaN;
  }
}
