// A browser that lets no page play before a person touched it.
import assert from "node:assert/strict";
import { allowMicrophone, startBlocked } from "../lib/blocked.mjs";
import { slot } from "../lib/page.mjs";
import { shoot } from "../lib/screens.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const QUIETLY = { ready: false, only: "chromium", why: "what WebDriver runs in a page counts as a person’s gesture" };
// While the browser blocks it no element plays and no context runs: there are no samples that could be silent.
const BLOCKED = "!probe.hasPlayed() && probe.samples.length === 0";
const AUDIBLE = "probe.samples.some((one) => one.played > 0.02)";

scenario("blocked sound: a button appears, and a press plays", QUIETLY, async (call) => {
  await startBlocked(call);
  assert.equal(await call.quietly(BLOCKED), true, "not a sound before");
  await call.press("start-audio");
  await call.untilSound();
  await call.page.waitForSelector(slot("start-audio"), { hidden: true });
  await allowMicrophone(call);
  await call.end();
});

scenario("blocked sound: the open microphone unblocks it, without a press", QUIETLY, async (call) => {
  await startBlocked(call);
  assert.equal(await call.quietly(BLOCKED), true, "not a sound before");
  await allowMicrophone(call);
  await until("the agent is heard", () => call.quietly(AUDIBLE));
  await until("no button", () => call.quietly(`document.querySelector('${slot("start-audio")}') === null`));
  assert.equal(await call.quietly("navigator.userActivation.hasBeenActive"), false);
  await call.end();
});

scenario("blocked sound: its picture, and its end", QUIETLY, async (call) => {
  await startBlocked(call);
  await shoot(call, "start-audio");
  await call.end();
  await call.quietly("probe.prompt.release()");
  await call.untilReleased();
  assert.equal(await call.page.$(slot("start-audio")), null);
});

scenario("started by a person: sound at once, and no such button", { firefox: "autoplay policy" }, async (call) => {
  await call.start();
  await call.untilSound();
  assert.equal(await call.page.$(slot("start-audio")), null);
  await call.end();
});
