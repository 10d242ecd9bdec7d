// Pages that are frozen, suspended, or restored from the back/forward cache.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { LONG_GREETING, suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

// If a page ends without a leave message, its room is kept for 5 s instead of 20 s.
const scenario = suite({ resumeWithin: 5 });
const state = (call, name) => call.page.$eval(slot(name), (element) => element.dataset.state);

// Chromium closes the sockets of a page that it freezes, and emits their close events on resume.
const CLOSED = { expected: [/WebSocket connection/] };
// The page that it navigates to has no icon.
const LEFT = { expected: [...CLOSED.expected, /favicon/] };
const BFCACHE = { only: "chromium", why: "Firefox does not keep a page that had a call in its back/forward cache" };
/** Firefox and Chromium schedule timers and report a closed socket differently. */
const TIMERS = { firefox: "timers, sockets" };
const REAL = { ...TIMERS, long: "the same with a jump of 6 s of the page's clock" };
const FREEZES = { only: "chromium", why: "WebDriver has no command to freeze a page" };

scenario("a page that is frozen and resumed reconnects its socket, and the call continues", { ...LONG_GREETING, ...CLOSED, ...FREEZES }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.session.send("Page.setWebLifecycleState", { state: "frozen" });
  await call.session.send("Page.setWebLifecycleState", { state: "active" });
  await until("a new socket is open", async () => await call.evaluateWithoutGesture("probe.made.sockets[1]?.readyState === WebSocket.OPEN"));
  // A page that was frozen stays hidden, and does not render, until it gets the focus.
  await call.session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await call.untilSound(await call.now());
  await call.type("Are you there?");
  await call.untilRow("agent", "Are you there?");
  assert.equal(await state(call, "call-button"), "connected");
  assert.equal(await call.page.$(slot("error-notice")), null);
  await call.end();
});

/** Counts the pings that the page sends on its socket, and the server's answers to them. */
const countPings = (call) =>
  call.page.evaluate(() => {
    const socket = probe.made.sockets.at(-1);
    const pings = (window.pings = { sent: 0, answered: 0 });
    // The first bytes are the tag of the message's field: SignalRequest.ping and ping_req,
    // SignalResponse.pong and pong_resp.
    const isOneOf = (data, tags) => tags.some((tag) => tag.every((byte, at) => new Uint8Array(data)[at] === byte));
    const send = socket.send;
    socket.send = (data) => {
      if (isOneOf(data, [[112], [130, 1]])) pings.sent += 1;
      send.call(socket, data);
    };
    socket.addEventListener("message", ({ data }) => {
      if (isOneOf(data, [[144, 1], [162, 1]])) pings.answered += 1;
    });
  });

scenario("a clock jump of ten minutes does not disturb a live call", { hears: "dialogue", ...TIMERS }, async (call) => {
  await call.start();
  await call.untilSound();
  await countPings(call);
  const before = await call.now();
  await call.jumpClock(600_000);
  assert.ok((await call.page.evaluate(() => pings.sent)) > 0, "a ping is sent immediately");
  await call.page.waitForFunction(() => pings.answered > 0);
  // Once more, by more than a ping may stay unanswered: if the first answer were ignored, the
  // connection would be lost.
  const answered = await call.page.evaluate(() => pings.answered);
  await call.jumpClock(6_000);
  await call.page.waitForFunction((answered) => pings.answered > answered, {}, answered);
  await call.untilReceived(500);
  assert.equal(await state(call, "call-button"), "connected");
  assert.deepEqual(await call.statesSince("connection-notice", before), []);
  await call.end();
});

scenario("six real seconds after a clock jump of ten minutes the call is still connected", { hears: "dialogue", ...REAL }, async (call) => {
  await call.start();
  await call.untilSound();
  await countPings(call);
  await call.jumpClock(600_000);
  assert.ok((await call.page.evaluate(() => pings.sent)) > 0, "a ping is sent immediately");
  await call.page.waitForFunction(() => pings.answered > 0);
  // Longer than a ping may stay unanswered, which is 5 s.
  await call.untilReceived(6_000);
  assert.equal(await state(call, "call-button"), "connected");
  await call.end();
});

/** From now on the socket neither sends nor receives, and emits no event. */
const breakSocket = (call) =>
  call.page.evaluate(() => {
    Object.defineProperty(MessageEvent.prototype, "data", { get: () => "" });
    WebSocket.prototype.send = probe.made.sockets.at(-1).send = () => {};
  });

scenario("a dead socket after a clock jump shows the reconnect notice, and its button ends the call", TIMERS, async (call) => {
  await call.start();
  await call.untilSound();
  await breakSocket(call);
  await call.untilReconnecting(await call.jumpClock(600_000));
  assert.equal(await state(call, "call-button"), "connected", "the status stays connected during a reconnect");
  const [, end] = await call.page.$$(`${slot("connection-notice")} button`);
  await end.click();
  await call.untilState("call-button", "idle");
  await until("everything is released", async () => Object.values(await call.live()).every((n) => n === 0));
  assert.equal(await call.page.$(slot("connection-notice")), null);
});

scenario("a socket that is dead beyond the last reconnect attempt ends the call with CONNECTION_FAILED", {}, async (call) => {
  await call.start();
  await call.untilSound();
  await breakSocket(call);
  await call.untilReconnecting(await call.jumpClock(600_000));
  await call.jumpClock(125_000);
  const error = await call.untilError();
  assert.equal(error.code, "CONNECTION_FAILED");
  assert.match(error.text, /could not be restored.*Check your internet connection/);
  await call.untilState("call-button", "idle");
  await until("everything is released", async () => Object.values(await call.live()).every((n) => n === 0));
});

scenario("a page restored from the back/forward cache shows that the call has ended", { ...LEFT, ...BFCACHE }, async (call) => {
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
