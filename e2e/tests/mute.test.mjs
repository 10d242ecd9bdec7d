// Muted means that no audio leaves, measured where it would arrive.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const pressed = (call) => call.page.$eval(slot("mic-toggle"), (button) => button.getAttribute("aria-pressed"));

/** Waits until so many more audible packets came than there were. */
const untilHeard = (call, more, than = 0) =>
  until("the agent hears the user", async () => (await call.heard()).audible_packets > than + more);

scenario("mute stops every audible packet within 200 ms, unmute lets them flow", { hears: "talking" }, async (call) => {
  await call.start();
  await call.untilState("mic-toggle", "live");
  assert.equal(await pressed(call), "false");
  await untilHeard(call, 25);

  await call.press("mic-toggle");
  await sleep(200); // the promise that is tested
  const then = await call.heard();
  await call.untilState("mic-toggle", "muted");
  assert.equal(await pressed(call), "true");
  for (let i = 0; i < 8; i += 1) {
    await sleep(200);
    const later = await call.heard();
    assert.equal(later.audible_packets, then.audible_packets, `audible ${(i + 2) * 200} ms after mute`);
    assert.equal(later.muted, true);
  }

  await call.press("mic-toggle");
  await untilHeard(call, 25, then.audible_packets);
  await call.untilState("mic-toggle", "live");
  assert.equal(await pressed(call), "false");
  assert.equal((await call.heard()).muted, false);
  await call.end();
});

scenario("muted before the start: nothing is ever heard", { hears: "talking" }, async (call) => {
  await call.press("mic-toggle");
  await call.start();
  await call.untilState("mic-toggle", "muted");
  await until("the microphone's packets come", async () => (await call.heard()).packets > 50);
  const heard = await call.heard();
  assert.equal(heard.audible_packets, 0);
  assert.equal(heard.muted, true);

  await call.press("mic-toggle");
  await untilHeard(call, 10);
  await call.end();
});
