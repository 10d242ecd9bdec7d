// How a realtime conversation ends: by the server's errors, by closed sockets, and by the user. The
// numbers (s…) are those of docs/contract.md.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { realtimeSuite, SAME_IN_ALL_BROWSERS } from "../lib/realtime-suite.mjs";

const realtime = realtimeSuite();

realtime("s110 s129 a server error before ready fails without a microphone prompt", {
  ...SAME_IN_ALL_BROWSERS,
  open: false,
  greet: (connection) => {
    connection.send({ t: "error", code: "S2S_PROVIDER_CONNECT_FAILED", message: "no model" });
    connection.socket.close(1011);
  },
}, async (call) => {
  const { code } = await call.untilError();
  assert.equal(code, "CONNECTION_FAILED");
  await call.untilState("call-button", "idle");
  assert.equal(await call.page.evaluate(() => probe.prompt.asked), 0, "s107 the microphone is not requested");
});

realtime("a socket closed during the microphone prompt shows an error", { open: false, early: () => (probe.prompt.holding = "question") }, async (call, connection) => {
  await call.page.waitForFunction(() => probe.prompt.asked === 1);
  connection.socket.close(1011, "too late");
  await call.untilError();
  await call.page.evaluate(() => probe.prompt.release());
});

for (const [code, shown] of [[1000, "idle"], [1011, "error"]]) {
  realtime(`s129 a socket closed with ${code} during playback ends the call`, code === 1000 ? SAME_IN_ALL_BROWSERS : {}, async (call, connection) => {
    await connection.tone(20);
    await call.untilSound();
    connection.socket.close(code, "over");
    await call.untilState("call-button", "idle");
    if (shown === "error") await call.untilError();
    else assert.equal(await call.page.$(slot("error-notice")), null);
  });
}

realtime("s130 hanging up closes the socket with 1000 client_stopped", {}, async (call, connection) => {
  await call.press("call-button");
  assert.deepEqual(await connection.closed, { code: 1000, reason: "client_stopped" });
});
