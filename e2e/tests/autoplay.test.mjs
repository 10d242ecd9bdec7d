// A browser that lets no page play before a person touched it.
import assert from "node:assert/strict";
import { startBlocked } from "../lib/blocked.mjs";
import { slot } from "../lib/page.mjs";
import { shoot } from "../lib/screens.mjs";
import { suite } from "../lib/suite.mjs";

const scenario = suite();

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
