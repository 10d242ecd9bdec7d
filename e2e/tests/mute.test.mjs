// Muted means that no audio leaves, measured at the receiver.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { steadily } from "../lib/stall.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const pressed = (call) => call.page.$eval(slot("mic-toggle"), (button) => button.getAttribute("aria-pressed"));

/** Waits until more than `than + more` audible packets have arrived. */
const untilHeard = (call, more, than = 0) =>
  until("the agent hears the user", async () => (await call.callerStats()).audible_packets > than + more);
/**
 * Waits until `packets` packets of 20 ms have arrived, audible or not. Returns the counts at that
 * moment.
 */
const untilPackets = (call, packets) =>
  until(`${packets} packets have arrived`, async () => {
    const stats = await call.callerStats();
    return stats.packets >= packets && stats;
  });
const MEDIA = "media: muted tracks, packets";

scenario("mute stops audible packets within 200 ms, and unmute resumes them", { hears: "talking", firefox: MEDIA }, async (call) => {
  await call.start();
  await call.untilState("mic-toggle", "live");
  assert.equal(await pressed(call), "false");
  await untilHeard(call, 25);

  const muted = await steadily(async (again) => {
    if (again) {
      await call.press("mic-toggle");
      await untilHeard(call, 25, (await call.callerStats()).audible_packets);
    }
    await call.press("mic-toggle");
    const { packets } = await call.callerStats();
    const then = await untilPackets(call, packets + 10); // 200 ms: the limit under test
    await call.untilState("mic-toggle", "muted");
    assert.equal(await pressed(call), "true");
    const later = await untilPackets(call, then.packets + 80);
    assert.equal(later.audible_packets, then.audible_packets, "audible more than 200 ms after mute");
    assert.equal(later.muted, true);
    return later;
  });

  await call.press("mic-toggle");
  await untilHeard(call, 25, muted.audible_packets);
  await call.untilState("mic-toggle", "live");
  assert.equal(await pressed(call), "false");
  await until("the backend reports a live microphone", async () => (await call.callerStats()).muted === false);
  await call.end();
});

scenario("a call that starts muted sends no audible packet until unmuted", { hears: "talking", firefox: MEDIA }, async (call) => {
  await call.press("mic-toggle");
  await call.start();
  await call.untilState("mic-toggle", "muted");
  await until("microphone packets arrive", async () => (await call.callerStats()).packets > 50);
  const stats = await call.callerStats();
  assert.equal(stats.audible_packets, 0);
  assert.equal(stats.muted, true);

  await call.press("mic-toggle");
  await untilHeard(call, 10);
  await call.end();
});
