// Repeated calls in one page leak nothing. The bench makes 200 of them, and measures memory too.
import assert from "node:assert/strict";
import { BROWSER, MINIMAL } from "../lib/paths.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

/** Returns what the page holds after garbage collection. */
async function count(call) {
  const timers = await call.page.evaluate(() => probe.timers());
  // WebDriver has no count of listeners.
  if (BROWSER !== "chromium") return { ...(await call.live()), listeners: 0, timers };
  // Twice: objects that a finalizer releases become garbage only in the first pass.
  for (let i = 0; i < 2; i += 1) {
    await call.session.send("HeapProfiler.collectGarbage");
    await call.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const { jsEventListeners: listeners } = await call.session.send("Memory.getDOMCounters");
  return { ...(await call.live()), listeners, timers };
}

/** Makes `calls` calls, after a first one that creates what is kept. */
const leavesNothing = (calls) => async (call) => {
  await call.start();
  await call.end();
  const before = await count(call);
  for (let i = 0; i < calls; i += 1) {
    await call.start();
    await call.end();
  }
  let after;
  // On a busy machine finalizers run late.
  const isClean = async () => (after = await count(call)).listeners <= before.listeners;
  await until("no listener is left", isClean, { timeout: 10_000, every: 250 }).catch((error) => {
    if (!after) throw error;
  });
  const { tracks, peers, contexts, sockets, sounds } = after;
  assert.deepEqual({ tracks, peers, contexts, sockets, sounds }, { tracks: 0, peers: 0, contexts: 0, sockets: 0, sounds: 0 });
  assert.ok(after.listeners <= before.listeners, `${before.listeners} listeners before, ${after.listeners} after`);
  assert.ok(after.timers <= before.timers, `${before.timers} timers before, ${after.timers} after`);
  const made = await call.page.evaluate(() => probe.made.tracks.length);
  assert.equal(made, calls + 1, "each call opened the microphone");
};

const firefox = "media: tracks, connections and contexts are released";
for (const [name, page, options] of [["demo", undefined, { firefox }], ["minimal page", MINIMAL, {}]]) {
  const scenario = suite({ page });
  scenario(`4 calls leak nothing in the ${name}`, options, leavesNothing(4));
  scenario(`10 calls leak nothing in the ${name}`, { ...options, long: "the same with 4 calls" }, leavesNothing(10));
}
