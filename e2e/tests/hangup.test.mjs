// However a call ends, everything is released.
import assert from "node:assert/strict";
import { BROWSER } from "../lib/paths.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const MEDIA = "media, sockets: what is released when a call ends";
/** Firefox uses two peer connections. */
const PEERS = BROWSER === "firefox" ? 2 : 1;

scenario("hanging up releases everything in the page and at the backend", { firefox: MEDIA }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.page.waitForSelector(slot("turn"));
  const during = await call.live();
  assert.ok(during.tracks === 1 && during.peers === PEERS && during.sockets === 1 && during.sounds > 0, JSON.stringify(during));
  await call.end();
  assert.equal((await call.callerStats()).open, false);
  assert.ok((await call.rows()).length > 0, "the transcript is kept");
});

scenario("when the agent hangs up, the page becomes idle and keeps its transcript", { firefox: MEDIA }, async (call) => {
  await call.start();
  await call.type("goodbye");
  await call.untilRow("agent", "Goodbye!");
  await call.untilReleased();
  const words = (await call.rows()).map((row) => row.text);
  assert.ok(words.includes("goodbye") && words.includes("Goodbye!"), words.join(" | "));
  assert.equal(await call.page.$(slot("error-notice")), null, "a hang-up is not an error");

  await call.start();
  await call.untilSound();
  await call.end();
});

scenario("cancelling during the credentials request opens no socket and no microphone", {}, async (call) => {
  let asked;
  await call.answerCredentials((request) => (asked = request));
  await call.press("call-button");
  await call.untilState("call-button", "connecting");
  await until("credentials are requested", () => asked);
  await call.press("call-button");
  await call.untilReleased();
  // The page may have aborted the request; then it cannot be continued.
  await asked.continue().catch(() => {});
  await call.untilReleased();
  const { sockets, asked: prompts } = await call.page.evaluate(() => ({
    sockets: probe.made.sockets.length,
    asked: probe.prompt.asked,
  }));
  assert.deepEqual({ sockets, prompts }, { sockets: 0, prompts: 0 });

  await call.answerCredentials((request) => request.continue());
  await call.start();
  await call.untilSound();
  await call.end();
});

scenario("hanging up during the microphone prompt leaves the room and stops the track that follows", { hears: "talking", firefox: MEDIA }, async (call) => {
  await call.page.evaluate(() => (probe.prompt.holding = "answer"));
  await call.press("call-button");
  await call.page.waitForFunction(() => probe.made.tracks.length === 1);
  await until("the room is open", async () => call.room && (await call.callerStats()).connected);
  assert.equal(await call.page.$eval(slot("call-button"), (button) => button.dataset.state), "connecting");
  await call.press("call-button");
  await call.untilState("call-button", "idle");
  await call.backend.untilEmpty();

  await call.page.evaluate(() => probe.prompt.release());
  await call.page.waitForFunction(() => probe.prompt.answered === 1);
  await call.untilReleased();
  assert.equal(await call.page.$(slot("error-notice")), null);

  await call.page.evaluate(() => (probe.prompt.holding = ""));
  await call.start();
  await until("the agent hears the user", async () => (await call.callerStats()).audible_packets > 10);
  await call.end();
});

scenario("hanging up at any moment while connecting releases everything without an error", { firefox: MEDIA }, async (call) => {
  for (const millis of [0, 10, 30, 60, 100, 150, 250]) {
    const before = await call.now();
    await call.page.evaluate(
      (selector, millis) =>
        new Promise((resolve) => {
          const button = document.querySelector(selector);
          probe.press(button);
          setTimeout(() => resolve(probe.press(button)), millis);
        }),
      slot("call-button"),
      millis,
    );
    // The button is also idle before the click, so only later changes count.
    await call.untilBecame("call-button", "connecting", before);
    await call.untilBecame("call-button", "idle", before);
    await call.untilReleased();
    assert.equal(await call.page.$(slot("error-notice")), null);
  }
});

scenario("a double click on the call button starts one call, and another one ends it", {}, async (call) => {
  await call.press("call-button", { count: 2 });
  await call.untilState("call-button", "connected");
  assert.equal(call.credentials.length, 1);
  await call.untilSound();
  await call.press("call-button", { count: 2 });
  await call.untilReleased();
  assert.equal(call.credentials.length, 1);
});
