// The slider changes the loudness of what is played.
import assert from "node:assert/strict";
import { LONG_GREETING, suite } from "../lib/suite.mjs";

const scenario = suite();
const AUDIO = { ...LONG_GREETING, firefox: "audio: volume" };
/** In ms. The loudness of shorter parts of the greeting varies by more than a factor of 2. */
const WINDOW = 2_000;

scenario("the volume slider changes the loudness of playback", AUDIO, async (call) => {
  await call.start();
  const full = await call.loudness(await call.untilSound(), WINDOW);
  assert.ok(Math.abs(full.played - full.stream) < 1e-6, "at 100 audio is played unchanged");

  await call.setVolume(25);
  const quarter = await call.loudness((await call.now()) + 60, WINDOW);
  // The agent speaks other words by then, so the loudness has a tolerance; the ratio of the volume
  // has almost none.
  const ratio = quarter.played / full.played;
  assert.ok(ratio > 0.12 && ratio < 0.5, `at 25 playback is ${ratio.toFixed(2)} as loud`);
  assert.ok(Math.abs(quarter.played / quarter.stream - 0.25) < 0.01);

  await call.setVolume(0);
  await call.page.waitForSelector("[data-slot=volume-slider][data-state=silent]");
  // Longer than the greeting's longest pause, 340 ms.
  const silent = await call.loudness((await call.now()) + 60, 500);
  assert.equal(silent.most, 0, "at 0 no audio is played");
  assert.ok(silent.stream > 0.005, "the agent still speaks");
  await call.end();
});

scenario("a volume that is set before the call applies to it", AUDIO, async (call) => {
  await call.setVolume(50);
  await call.start();
  const half = await call.loudness(await call.untilSound(), 600);
  assert.ok(Math.abs(half.played / half.stream - 0.5) < 0.01);
  await call.end();
});
