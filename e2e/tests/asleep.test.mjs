// A page that is frozen, that time passes by, or that is left and comes back from the browser's memory.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

// A page that ends without a leave message keeps its room for 5 s, not 20.
const scenario = suite({ resumeWithin: 5 });
const state = (call, name) => call.page.$eval(slot(name), (element) => element.dataset.state);

// Chromium closes the sockets of a page that it freezes, and lets the page know when it thaws.
const CLOSED = { expected: [/WebSocket connection/] };
// The page that it is left for has no icon.
const LEFT = { expected: [...CLOSED.expected, /favicon/] };
const COMES_BACK = { only: "chromium", why: "Firefox keeps no page in its memory that had a call" };
/** Firefox and Chromium schedule timers and report a closed socket differently. */
const TIMERS = { firefox: "timers, sockets" };
const REAL = { ...TIMERS, long: "the same with a jump of 6 s of the page's clock" };
const FREEZES = { only: "chromium", why: "WebDriver has no order to freeze a page" };

scenario("frozen and thawed: the lost line is noticed at once, and the call goes on", { ...CLOSED, ...FREEZES }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.session.send("Page.setWebLifecycleState", { state: "frozen" });
  await call.session.send("Page.setWebLifecycleState", { state: "active" });
  await until("there is a new line", async () => await call.quietly("probe.made.sockets[1]?.readyState === WebSocket.OPEN"));
  // A page that was frozen stays hidden, and draws nothing, until it is looked at.
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
    // The first bytes are the tag of the message's field: SignalRequest.ping and ping_req, SignalResponse.pong and pong_resp.
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

scenario("ten minutes pass at once: a call that lives goes on", { hears: "dialogue", ...TIMERS }, async (call) => {
  await call.start();
  await call.untilSound();
  await countPings(call);
  const before = await call.now();
  await call.pass(600_000);
  assert.ok((await call.page.evaluate(() => pings.sent)) > 0, "a ping is sent at once");
  await call.page.waitForFunction(() => pings.answered > 0);
  // Once more, by more than a ping may stay unanswered: had the first answer been ignored, the connection would be lost.
  await call.pass(6_000);
  await call.page.waitForFunction(() => pings.answered > 1);
  await call.untilReceived(500);
  assert.equal(await state(call, "call-button"), "connected");
  assert.deepEqual(await call.statesSince("connection-notice", before), []);
  await call.end();
});

scenario("ten minutes pass at once: six real seconds later the call still goes on", { hears: "dialogue", ...REAL }, async (call) => {
  await call.start();
  await call.untilSound();
  await countPings(call);
  await call.pass(600_000);
  assert.ok((await call.page.evaluate(() => pings.sent)) > 0, "a ping is sent at once");
  await call.page.waitForFunction(() => pings.answered > 0);
  // Nothing may happen for longer than a ping may stay unanswered, which is 5 s.
  await call.untilReceived(6_000);
  assert.equal(await state(call, "call-button"), "connected");
  await call.end();
});

/** Nothing comes or goes any more, and nobody says so. */
const falls_silent = (call) =>
  call.page.evaluate(() => {
    Object.defineProperty(MessageEvent.prototype, "data", { get: () => "" });
    WebSocket.prototype.send = probe.made.sockets.at(-1).send = () => {};
  });

scenario("ten minutes pass and nobody answers: it is noticed within seconds, and ended on request", TIMERS, async (call) => {
  await call.start();
  await call.untilSound();
  await falls_silent(call);
  await call.pass(600_000);
  await call.untilBroken();
  assert.equal(await state(call, "call-button"), "connected", "the status is the contract's");
  const [, end] = await call.page.$$(`${slot("connection-notice")} button`);
  await end.click();
  await call.untilState("call-button", "idle");
  await until("all is let go", async () => Object.values(await call.live()).every((n) => n === 0));
  assert.equal(await call.page.$(slot("connection-notice")), null);
});

scenario("nobody answers, and the policy's last try is over: the page gives up and says so", {}, async (call) => {
  await call.start();
  await call.untilSound();
  await falls_silent(call);
  await call.pass(600_000);
  await call.untilBroken();
  await call.pass(125_000);
  const error = await call.untilError();
  assert.equal(error.code, "CONNECTION_FAILED");
  assert.match(error.text, /did not come back.*Check your internet connection/);
  await call.untilState("call-button", "idle");
  await until("all is let go", async () => Object.values(await call.live()).every((n) => n === 0));
});

scenario("left and back again: the page says that the call is over", { ...LEFT, ...COMES_BACK }, async (call) => {
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
