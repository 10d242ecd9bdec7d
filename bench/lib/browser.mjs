// Opens a page to be measured, in a shared Chromium or in a browser of its own.
import { readFileSync } from "node:fs";
import { startBrowser } from "../../e2e/lib/browser.mjs";

const PROBE = readFileSync(new URL("probe.js", import.meta.url), "utf8");

/** Opens a page in its own browser context, which gives it its own renderer process. */
export async function openPage(browser, url) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const cdp = await page.createCDPSession();
  await cdp.send("Performance.enable");
  await page.evaluateOnNewDocument(PROBE);
  await page.goto(url);
  return new Measured(page, context, cdp);
}

/** Opens a page in its own browser, with a recording as the microphone's input. */
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

  /**
   * Returns `Performance.getMetrics` by name: main-thread seconds by kind since the page was
   * created, and current memory use.
   */
  async metrics() {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** Collects garbage. One pass is not enough for objects that finalizers release. */
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

  /**
   * Returns the private memory of the page's renderer process in bytes, or NaN where /proc is not
   * available.
   */
  async processBytes() {
    if (!this.#pid) {
      const session = await this.page.browser().target().createCDPSession();
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      await session.detach();
      // The renderer is identified by its CPU time.
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
