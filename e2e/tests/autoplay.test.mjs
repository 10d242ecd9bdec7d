// A browser that lets no page play before a person touched it.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { shoot } from "../lib/screens.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();

/**
 * Starts a call that nobody's hand started, until its sound is blocked. Puppeteer's own calls count as gestures, so
 * all goes `quietly`; and Chromium lets a page play that uses the microphone, so that one comes only afterwards.
 */
async function startBlocked(call) {
  const button = `document.querySelector('${slot("call-button", "idle")}:not([disabled])')`;
  await until("the page is ready", () => call.quietly(`${button} !== null`));
  await call.quietly(`probe.prompt.holding = "question"; ${button}.click()`);
  await until("the button for sound", () => call.quietly(`document.querySelector('${slot("start-audio")}') !== null`));
  assert.equal(await call.quietly("navigator.userActivation.hasBeenActive"), false);
  await call.quietly("probe.prompt.release()");
  const connected = `document.querySelector('${slot("call-button", "connected")}') !== null`;
  await until("the call is connected", () => call.quietly(connected));
}

scenario("blocked sound: a button appears, and a press plays", { ready: false }, async (call) => {
  await startBlocked(call);
  assert.equal(await call.quietly("probe.samples.every((one) => one.played === 0)"), true, "not a sound before");
  await call.press("start-audio");
  await call.untilSound();
  await call.page.waitForSelector(slot("start-audio"), { hidden: true });
  await call.end();
});

scenario("blocked sound: its picture, and its end", { ready: false }, async (call) => {
  await startBlocked(call);
  await shoot(call, "start-audio");
  await call.end();
  assert.equal(await call.page.$(slot("start-audio")), null);
});

scenario("started by a person: sound at once, and no such button", {}, async (call) => {
  await call.start();
  await call.untilSound();
  assert.equal(await call.page.$(slot("start-audio")), null);
  await call.end();
});
