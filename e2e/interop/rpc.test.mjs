// RPC in both directions, by the functions of `window.speko`:
//
// - `speko.register_rpc_method(method, handler)`: the handler gets `{ caller, payload }`. It
//   returns a string or throws `{ code, message, data }`.
// - `speko.perform_rpc({ to, method, payload, timeout })` returns a promise of the response, which
//   rejects with the same fields.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { until } from "../lib/until.mjs";

const scenario = interop();
const LIMIT = 15_360; // maximum payload size in bytes

/** Performs an RPC. Resolves with `{ payload }` or `{ code, message, data }`. */
const perform = (call, to, method, payload = "", timeout = 30_000) =>
  call.page.evaluate(
    (fields) =>
      speko.perform_rpc(fields).then(
        (payload) => ({ payload }),
        ({ code, message, data }) => ({ code, message, data: data ?? "" }),
      ),
    { to, method, payload, timeout },
  );

/** Registers a method in the page; `body` is the handler's source. */
const register = (call, method, body) =>
  call.page.evaluate(
    (method, body) => speko.register_rpc_method(method, new Function("call", `return (${body})(call)`)),
    method,
    body,
  );

// Packets and error codes are the library's own; only the data channel below can differ between
// engines.
scenario("the page calls the agent concurrently, and with payloads up to the limit", { firefox: "the largest messages on a data channel" }, async (scene) => {
  const agent = await scene.agent();
  await agent.do("offer_rpc", { method: "echo" });
  const call = await scene.page();
  await call.start();
  const mark = agent.mark();
  for (const payload of ["", "ÄÖ 漢字 🙂", "x".repeat(LIMIT), "ü".repeat(LIMIT / 2)]) {
    assert.deepEqual(await perform(call, "agent", "echo", payload), { payload });
  }
  assert.equal((await agent.untilEvent("called", undefined, { after: mark })).caller, "user");
  const many = Array.from({ length: 30 }, (_, index) => `call ${index}`);
  const answers = await Promise.all(many.map((payload) => perform(call, "agent", "echo", payload)));
  assert.deepEqual(answers, many.map((payload) => ({ payload })));
  await call.end();
});

scenario("each kind of failed RPC rejects with its error code", {}, async (scene) => {
  const agent = await scene.agent();
  await agent.do("offer_rpc", { method: "never", seconds: 600 });
  for (const kind of ["echo", "refuse", "crash", "much"]) await agent.do("offer_rpc", { method: kind, kind });
  const call = await scene.page();
  await call.start();
  const code = async (...args) => (await perform(call, ...args)).code;
  assert.equal(await code("agent", "nothing of the kind"), 1400);
  assert.equal(await code("nobody", "echo"), 1401);
  assert.equal(await code("agent", "echo", "x".repeat(LIMIT + 1)), 1402);
  assert.equal(await code("agent", "echo", "ü".repeat(LIMIT / 2 + 1)), 1402);
  assert.equal(await code("agent", "never", "", 500), 1502);
  assert.equal(await code("agent", "much"), 1504);
  const crash = await perform(call, "agent", "crash");
  assert.equal(crash.code, 1500);
  assert.doesNotMatch(crash.message, /secret/);
  const refused = await perform(call, "agent", "refuse");
  assert.deepEqual(refused, { code: 42, message: "not on Sundays", data: "some data" });

  const pending = code("agent", "never", "the agent leaves", 60_000);
  await agent.untilEvent("called", ({ payload }) => payload === "the agent leaves");
  await agent.kill();
  await scene.livekit.rooms.remove(scene.room, "agent");
  assert.equal(await pending, 1503);
  assert.equal((await call.state()).status, "connected");
  await call.end();
});

scenario("the agent calls the page, and each kind of failure has its error code", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  const rpc = (method, payload, seconds = 20, ack_within = 20) =>
    agent.do("call_rpc", { to: "user", method, payload, seconds, ack_within }, 60_000);
  // 2 s instead of the SDK's default of 7 s: an acknowledgement takes a few ms here.
  assert.equal((await rpc("echo", "", 5, 2)).code, 1501, "a page without registered methods does not acknowledge");
  await register(call, "other", "() => ''");
  assert.equal((await rpc("echo")).code, 1400);
  await register(call, "echo", "({ caller, payload }) => `${caller}: ${payload}`");
  await register(call, "late", "(call) => new Promise((answer) => setTimeout(answer, 300, call.payload))");
  await register(call, "never", "() => new Promise(() => {})");
  await register(call, "refuse", '() => { throw { code: 42, message: "not now", data: "some data" } }');
  await register(call, "crash", '() => { throw new Error("a secret of the page") }');
  await register(call, "much", '() => "x".repeat(20000)');
  for (const payload of ["", "ÄÖ 漢字 🙂", "x".repeat(LIMIT - 7)]) {
    assert.deepEqual(await rpc("echo", payload), { payload: `agent: ${payload}` });
  }
  assert.deepEqual(await rpc("late", "x"), { payload: "x" });
  assert.equal((await rpc("never", "", 1)).code, 1502);
  assert.deepEqual(await rpc("refuse"), { code: 42, message: "not now", data: "some data" });
  const crash = await rpc("crash");
  assert.equal(crash.code, 1500);
  assert.doesNotMatch(crash.message, /secret/);
  assert.equal((await rpc("much")).code, 1504);
  await call.speko("unregister_rpc_method", "other");
  assert.equal((await rpc("other")).code, 1400);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => rpc("echo", `${index}`)));
  assert.deepEqual(answers.map(({ payload }) => payload), answers.map((_, index) => `agent: ${index}`));

  await call.page.evaluate(() => (window.called = 0));
  await register(call, "last", "() => { called += 1; return new Promise(() => {}); }");
  const pending = rpc("last", "", 35); // outlasts the end of the call
  await call.page.waitForFunction(() => called === 1, { polling: 50 });
  await call.end();
  assert.equal((await pending).code, 1503);
});

scenario("the page and LiveKit's own JavaScript client call each other", {}, async (scene) => {
  const call = await scene.page();
  await call.start();
  const peer = await scene.peer();
  await peer.do("offer", "shout");
  // The page learns of the peer later than the peer's join completes, and no event reports that.
  const answer = await until("the page knows the peer", async () => {
    const answer = await perform(call, "peer", "shout", "hello");
    return answer.code !== 1401 && answer;
  });
  assert.deepEqual(answer, { payload: "user: hello" });
  await register(call, "echo", "({ caller, payload }) => `${caller}: ${payload}`");
  assert.equal(await peer.do("call", "user", "echo", "hello"), "peer: hello");
  await call.end();
});
