// The component gallery: every component in its states, without a backend and without a microphone.
// README uses its screenshots: UPDATE_PICTURES=1 writes them to docs/pictures.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessible } from "../lib/axe.mjs";
import { BROWSER, SCREENSHOTS } from "../lib/paths.mjs";
import { SCHEMES, setScheme } from "../lib/scheme.mjs";
import { suite } from "../lib/suite.mjs";

const PICTURES = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
/** Firefox and WebKit cannot take WebP screenshots. */
const PICTURE = BROWSER === "chromium" ? { type: "webp", quality: 70 } : { type: "png" };
/** In px. WebKit's window is at least 334 px wide. */
const WIDTHS = BROWSER === "webkit" ? [1280, 640, 390] : [1280, 640, 390, 320];
const scenario = suite();
const open = { path: "/gallery", ready: false, webkit: "styles, accessibility tree and focus" };

const alive = (page) => page.waitForSelector("#call-button button:not([disabled])");
/** Stops the player at a moment with text on both sides. */
const stop = (page) =>
  page.$eval(".player-controls input", (input) => {
    input.value = 40;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

scenario("every gallery entry is accessible, and its call button sends no request", open, async ({ page }) => {
  const asked = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(request.url()));
  await alive(page);
  await stop(page);
  // The gallery has many logs and groups of the same name; the other rules still apply to each.
  await accessible(page, "the gallery", { without: ["landmark-unique"] });
  for (const button of await page.$$("#call-button button")) await button.click();
  assert.deepEqual(asked, []);
});

/** Makes getUserMedia reject with an error of this name, or restores it. */
const microphone = (page, error) =>
  page.evaluate((error) => {
    const devices = navigator.mediaDevices;
    delete devices.getUserMedia;
    if (error) devices.getUserMedia = () => Promise.reject(new DOMException("no", error));
  }, error);

scenario("each pre-join step and each microphone error is accessible", open, async ({ page }) => {
  await alive(page);
  const within = "#pre-join";
  const part = (name) => `${within} [data-slot=pre-join-${name}]`;
  const press = (name) => page.$eval(part(name), (button) => button.click());
  const stands = async (state) => {
    await page.waitForSelector(`${within} [data-slot=pre-join][data-state=${state}]`);
    await accessible(page, `pre-join, ${state}`, { within });
  };
  for (const [error, state] of [
    ["NotAllowedError", "blocked"],
    ["NotReadableError", "in-use"],
    ["NotFoundError", "missing"],
  ]) {
    await microphone(page, error);
    await press("ask");
    await stands(state);
  }
  await microphone(page);
  await press("ask");
  await stands("mic-test");
  await press("next");
  await stands("speaker-test");
  await press("heard");
  await stands("ready");
});

scenario("the debug panel, push to talk and the widget's settings are accessible when open", open, async ({ page }) => {
  await alive(page);
  await page.$eval("#debug-panel [data-slot=debug-toggle]", (button) => button.click());
  await page.waitForSelector("#debug-panel [data-slot=debug-body]");
  await accessible(page, "the debug panel, open", { within: "#debug-panel" });

  const talk = "#push-to-talk [data-slot=push-to-talk]";
  await page.$eval(`${talk}[data-state=idle]`, (button) => button.click());
  await page.waitForSelector(`${talk}[data-state=talking]`);
  await accessible(page, "push to talk, talking", { within: "#push-to-talk" });

  await page.$eval("#voice-widget details", (settings) => (settings.open = true));
  await accessible(page, "the widget with open settings", { within: "#voice-widget" });
});

scenario("the floating widget is accessible when closed, open and in a call", { ...open, path: "/gallery?corner" }, async ({ page }) => {
  await alive(page);
  const within = "[data-slot=voice-widget][data-variant=floating]";
  await accessible(page, "the floating widget, closed", { within });
  await page.click(`${within} [data-slot=voice-widget-launcher]`);
  await page.waitForSelector(`${within}[data-state=open]`);
  await accessible(page, "the floating widget, open", { within });
  await page.click(`${within} [data-slot=call-button]`);
  await page.waitForSelector(`${within}[data-call=connected] [data-slot=turn]`);
  await accessible(page, "the floating widget, in a call", { within });
});

scenario("the gallery fits every viewport width, and each entry has a screenshot", open, async ({ page }) => {
  await alive(page);
  await stop(page);
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `at ${width} px the page is ${over} px too wide`);
    await page.screenshot({ path: join(SCREENSHOTS, `gallery-${width}.png`), fullPage: true });
  }
  await page.setViewport({ width: 1000, height: 800 });
  for (const scheme of SCHEMES) {
    await setScheme(page, scheme);
    for (const entry of await page.$$(".entry")) {
      const name = await entry.evaluate((one) => one.id);
      const stills = await entry.$(".stills");
      const picture = await stills.screenshot(PICTURE);
      mkdirSync(join(SCREENSHOTS, "entries"), { recursive: true });
      writeFileSync(join(SCREENSHOTS, "entries", `${name}-${scheme}.${PICTURE.type}`), picture);
      if (BROWSER !== "chromium") continue;
      assert.ok(picture.length < 40_000, `${name} is ${picture.length} bytes`);
      if (process.env.UPDATE_PICTURES && scheme === "light") {
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${name}.webp`), picture);
      }
    }
  }
});

scenario("the player can be paused and seeked, and accepts a typed message", open, async ({ page }) => {
  await alive(page);
  const player = "#voice-widget";
  // It does not start by itself where reduced motion is preferred, as in the WebKit of these tests.
  const isStill = await page.evaluate(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  if (isStill) await page.click(`${player} [data-slot=call-button]`);
  await page.waitForSelector(`${player} [data-slot=turn]`);
  await page.click(`${player} .player-controls button`);
  const text = () => page.$eval(`${player} [data-slot=turns]`, (turns) => turns.textContent);
  await stop(page);
  const words = await text();
  assert.match(words, /Harbour Inn.*window/);
  await page.type(`${player} [data-slot=message-input] input`, "And a cake");
  await page.keyboard.press("Enter");
  await page.waitForFunction((player) => document.querySelector(`${player} [data-slot=turns]`).textContent.includes("And a cake"), {}, player);
  assert.ok((await text()).startsWith(words), "the player stays paused");
});
