// A browser that blocks playback before a user gesture.
import assert from "node:assert/strict";
import { allowMicrophone, startBlocked } from "../lib/blocked.mjs";
import { slot } from "../lib/page.mjs";
import { shoot } from "../lib/screens.mjs";
import { LONG_GREETING, suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const QUIETLY = { ...LONG_GREETING, ready: false, only: "chromium", why: "scripts that WebDriver runs in a page count as user gestures" };
// While the browser blocks audio, no element plays and no context runs, so there are no samples.
const BLOCKED = "!probe.hasPlayed() && probe.samples.length === 0";
const AUDIBLE = "probe.samples.some((one) => one.played > 0.02)";

scenario("blocked audio shows the start button, and a click on it starts playback", QUIETLY, async (call) => {
  await startBlocked(call);
  assert.equal(await call.evaluateWithoutGesture(BLOCKED), true, "no audio is played before");
  await call.press("start-audio");
  await call.untilSound();
  await call.page.waitForSelector(slot("start-audio"), { hidden: true });
  await allowMicrophone(call);
  await call.end();
});

scenario("allowing the microphone unblocks audio without a click", QUIETLY, async (call) => {
  await startBlocked(call);
  assert.equal(await call.evaluateWithoutGesture(BLOCKED), true, "no audio is played before");
  await allowMicrophone(call);
  await until("the agent is heard", () => call.evaluateWithoutGesture(AUDIBLE));
  await until("the start button is removed", () => call.evaluateWithoutGesture(`document.querySelector('${slot("start-audio")}') === null`));
  assert.equal(await call.evaluateWithoutGesture("navigator.userActivation.hasBeenActive"), false);
  await call.end();
});

scenario("ending a call with blocked audio releases everything and removes the start button", QUIETLY, async (call) => {
  await startBlocked(call);
  await shoot(call, "start-audio");
  await call.end();
  await call.evaluateWithoutGesture("probe.prompt.release()");
  await until("the prompt is answered", () => call.evaluateWithoutGesture("probe.prompt.answered === 1"));
  await call.untilReleased();
  assert.equal(await call.page.$(slot("start-audio")), null);
});

scenario("a call that the user starts plays audio without the start button", { firefox: "autoplay policy" }, async (call) => {
  await call.start();
  await call.untilSound();
  assert.equal(await call.page.$(slot("start-audio")), null);
  await call.end();
});

scenario("audio that something else pauses plays on without the start button", { ...LONG_GREETING, firefox: "autoplay policy" }, async (call) => {
  await call.start();
  await call.untilSound();
  // As the system, an extension or the browser's media hub does.
  const paused = await call.page.evaluate(() => {
    for (const element of document.querySelectorAll("[data-speko-audio]")) element.pause();
    return performance.now();
  });
  await until("the element plays", () => call.page.evaluate(() => [...document.querySelectorAll("[data-speko-audio]")].every((element) => !element.paused)));
  await call.untilSound(paused);
  assert.equal(await call.page.$(slot("start-audio")), null);
  await call.end();
});
