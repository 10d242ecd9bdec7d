// Drives the page of a measured call: opens it, presses its button, reads its marks.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { press } from "./press.mjs";

const AUDIO_PROBE = readFileSync(new URL("audio-probe.js", import.meta.url), "utf8");
const BUTTON = "[data-slot=call-button]";
/** How long the pointer rests on the button before the click, in ms. */
export const HOVER = 300;

/**
 * Opens a URL in its own browser context. `microphone` is the delay of `getUserMedia` in ms.
 * `slower` is the factor of the CPU throttling after loading, as in the "mobile" presets of
 * Chromium's DevTools.
 */
export async function openCaller(browser, url, { microphone = 0, slower = 1 } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.evaluateOnNewDocument(`window.measured = ${JSON.stringify({ microphone })};${AUDIO_PROBE}`);
  await page.goto(url);
  await page.waitForSelector(`${BUTTON}[data-state=idle]:not([disabled])`).catch((error) => {
    throw new Error(`the page is not ready: ${error.message} ${errors.join("; ")}`);
  });
  const state = await page.evaluate(() => bench.ready());
  if (state !== "running") throw new Error(`the page cannot measure audio: its AudioContext is ${state}`);
  if (slower > 1) await page.emulateCPUThrottling(slower);
  return new Caller(context, page);
}

class Caller {
  constructor(context, page) {
    Object.assign(this, { context, page });
  }

  /** Moves the pointer to the button, waits for `HOVER`, and clicks. */
  async press() {
    await this.page.hover(BUTTON);
    await sleep(HOVER);
    await press(this.page, BUTTON);
  }

  /**
   * Waits for page state that no event reports. Polls every 100 ms, so that polling does not affect
   * the measurement.
   */
  async until(what, ask, timeout = 60_000) {
    await this.page.waitForFunction(ask, { timeout, polling: 100 }).catch((error) => {
      throw new Error(`the page never ${what}: ${error.message}`);
    });
  }

  heard = () => this.until("heard the agent", () => bench.marks.heard);

  /** Returns the marks in ms since the click, and the time of the click in ms since the epoch. */
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
    await press(this.page, BUTTON);
    await this.page.waitForSelector(`${BUTTON}[data-state=idle]`);
  }

  close() {
    return this.context.close();
  }
}
