// A call whose audio the browser blocks.
import assert from "node:assert/strict";
import { slot } from "./page.mjs";
import { until } from "./until.mjs";

/**
 * Starts a call without a user gesture, and waits until its audio is blocked. Puppeteer's own calls
 * count as gestures, so everything runs by `evaluateWithoutGesture`. Chromium allows playback while
 * the page uses the microphone, so its prompt stays open until `allowMicrophone`.
 */
export async function startBlocked(call) {
  const button = `document.querySelector('${slot("call-button", "idle")}:not([disabled])')`;
  await until("the page is ready", () => call.evaluateWithoutGesture(`${button} !== null`));
  await call.evaluateWithoutGesture(`probe.prompt.holding = "question"; ${button}.click()`);
  call.notePress();
  await until("the start-audio button appears", () => call.evaluateWithoutGesture(`document.querySelector('${slot("start-audio")}') !== null`));
  assert.equal(await call.evaluateWithoutGesture("navigator.userActivation.hasBeenActive"), false);
}

/** Answers the prompt, which lets the call connect. */
export async function allowMicrophone(call) {
  await call.evaluateWithoutGesture("probe.prompt.release()");
  const connected = `document.querySelector('${slot("call-button", "connected")}') !== null`;
  await until("the call is connected", () => call.evaluateWithoutGesture(connected));
}
