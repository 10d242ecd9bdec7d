// A page of a measured call: opened, listened to, pressed.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const EARS = readFileSync(new URL("ears.js", import.meta.url), "utf8");
const BUTTON = "[data-slot=call-button]";
/** How long a pointer rests on the button before it presses, in ms. */
export const HOVER = 300;

/**
 * Opens an address in a context of its own. `microphone` are the ms that it takes to open; `slower` is by how much the page's
 * main thread is slowed once it is loaded, as Chromium's DevTools do it for what they call a mobile's CPU.
 */
export async function openCaller(browser, url, { microphone = 0, slower = 1 } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.evaluateOnNewDocument(`window.measured = ${JSON.stringify({ microphone })};${EARS}`);
  await page.goto(url);
  await page.waitForSelector(`${BUTTON}[data-state=idle]:not([disabled])`).catch((error) => {
    throw new Error(`the page is not ready: ${error.message} ${errors.join("; ")}`);
  });
  const state = await page.evaluate(() => bench.ready());
  if (state !== "running") throw new Error(`the page cannot listen: its AudioContext is ${state}`);
  if (slower > 1) await page.emulateCPUThrottling(slower);
  return new Caller(context, page);
}

class Caller {
  constructor(context, page) {
    Object.assign(this, { context, page });
  }

  /** As a hand does it: the pointer comes, rests, and presses. */
  async press() {
    await this.page.hover(BUTTON);
    await sleep(HOVER);
    await this.page.click(BUTTON);
  }

  /** Waits for something of the page that is told by no event; seldom asked, so that asking costs nothing. */
  async until(what, ask, timeout = 20_000) {
    await this.page.waitForFunction(ask, { timeout, polling: 100 }).catch((error) => {
      throw new Error(`the page never ${what}: ${error.message}`);
    });
  }

  heard = () => this.until("heard the agent", () => bench.marks.heard);

  /** Ms since the click of whatever came, and when the click was by the clock. */
  async marks() {
    const { marks, events, epoch } = await this.page.evaluate(() => ({
      marks: bench.marks,
      events: speko.events.map(({ kind, at }) => ({ kind, at })),
      epoch: bench.epoch(),
    }));
    const connected = events.find(({ kind }) => kind === "connected")?.at;
    const since = Object.fromEntries(Object.entries({ ...marks, connected }).map(([name, at]) => [name, at - marks.click]));
    return { ...since, clicked: epoch + marks.click };
  }

  async end() {
    await this.page.click(BUTTON);
    await this.page.waitForSelector(`${BUTTON}[data-state=idle]`);
  }

  close() {
    return this.context.close();
  }
}
