// A page that is frozen, that time passes by, or that is left and comes back from the browser's memory.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const state = (call, name) => call.page.$eval(slot(name), (element) => element.dataset.state);

// Chromium closes the sockets of a page that it freezes, and lets the page know when it thaws.
const CLOSED = { expected: [/WebSocket connection/] };
const COMES_BACK = { only: "chromium", why: "Firefox keeps no page in its memory that had a call" };
const FREEZES = { only: "chromium", why: "WebDriver has no order to freeze a page" };

scenario("frozen and thawed: the lost line is noticed at once", { ...CLOSED, ...FREEZES }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.session.send("Page.setWebLifecycleState", { state: "frozen" });
  await call.session.send("Page.setWebLifecycleState", { state: "active" });
  await call.untilState("call-button", "idle", 3_000);
  await call.untilError();
  await call.untilReleased();
});

scenario("ten minutes pass at once: a call that lives goes on", { hears: "dialogue" }, async (call) => {
  await call.start();
  await call.untilSound();
  const sent = await call.page.evaluate(() => {
    const socket = probe.made.sockets.at(-1);
    const counts = (window.counts = { sent: 0, heard: 0 });
    const send = socket.send;
    socket.send = (...args) => (counts.sent++, send.apply(socket, args));
    socket.addEventListener("message", () => counts.heard++);
    const now = Performance.prototype.now;
    Performance.prototype.now = function () {
      return now.call(this) + 600_000;
    };
    // What a page hears when it is looked at again.
    document.dispatchEvent(new Event("visibilitychange"));
    return counts.sent;
  });
  assert.ok(sent > 0, "it asks at once whether the server is there");
  await call.page.waitForFunction(() => counts.heard > 0);
  // Longer than the line has to answer.
  await call.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 6000)));
  assert.equal(await state(call, "call-button"), "connected");
  await call.end();
});

scenario("ten minutes pass and nobody answers: it is noticed within seconds", {}, async (call) => {
  await call.start();
  await call.untilSound();
  await call.page.evaluate(() => {
    const socket = probe.made.sockets.at(-1);
    // Nothing comes or goes any more, and nobody says so.
    Object.defineProperty(MessageEvent.prototype, "data", { get: () => "" });
    socket.send = () => {};
    const now = Performance.prototype.now;
    Performance.prototype.now = function () {
      return now.call(this) + 600_000;
    };
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await call.untilState("call-button", "idle", 8_000);
  await call.untilError();
  await until("all is let go", async () => (await call.live()).tracks === 0);
});

scenario("left and back again: the page says that the call is over", { ...CLOSED, ...COMES_BACK }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.page.evaluate(() => {
    window.back = false;
    addEventListener("pageshow", (event) => (window.back = event.persisted));
  });
  await call.page.goto(`${call.backend.url}/api/rooms`);
  await call.backend.untilEmpty();
  await call.page.goBack();
  await call.page.waitForFunction(() => window.back === true);
  await call.untilState("call-button", "idle");
  assert.match(await call.page.$eval(slot("status-badge"), (badge) => badge.textContent), /Ended/);
  assert.deepEqual(await call.live(), { tracks: 0, peers: 0, contexts: 0, sockets: 0, sounds: 0 });
  await call.start();
  await call.end();
});
