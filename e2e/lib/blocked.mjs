// A call whose sound the browser holds back.
import assert from "node:assert/strict";
import { slot } from "./page.mjs";
import { until } from "./until.mjs";

/**
 * Starts a call that nobody's hand started, until its sound is blocked. Puppeteer's own calls count as gestures, so
 * all goes `quietly`; and Chromium lets a page play that uses the microphone, so the question for it stays open until
 * `allowMicrophone`.
 */
export async function startBlocked(call) {
  const button = `document.querySelector('${slot("call-button", "idle")}:not([disabled])')`;
  await until("the page is ready", () => call.quietly(`${button} !== null`));
  await call.quietly(`probe.prompt.holding = "question"; ${button}.click()`);
  await until("the button for sound", () => call.quietly(`document.querySelector('${slot("start-audio")}') !== null`));
  assert.equal(await call.quietly("navigator.userActivation.hasBeenActive"), false);
}

/** The person allows the microphone, and the call opens. */
export async function allowMicrophone(call) {
  await call.quietly("probe.prompt.release()");
  const connected = `document.querySelector('${slot("call-button", "connected")}') !== null`;
  await until("the call is connected", () => call.quietly(connected));
}
