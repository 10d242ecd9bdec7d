// A browser without WebRTC, such as WebKitGTK.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";

const scenario = suite();
const MISSING = { webkit: "WebRTC: missing in WebKitGTK" };
/** Other browsers lose it. */
const remove = () => delete window.RTCPeerConnection;

scenario("without WebRTC a call fails at once, with a message that says what to do", MISSING, async (call) => {
  await call.page.evaluate(remove);
  await call.press("call-button");
  const { code, text } = await call.untilError();
  assert.equal(code, "UNSUPPORTED");
  assert.match(text, /voice conversation.*Use a current version/);
  await call.untilReleased();
  assert.equal(await call.page.evaluate(() => probe.prompt.asked), 0, "the microphone is not requested");
});

scenario("after a call without WebRTC failed, a realtime conversation works", MISSING, async (call) => {
  await call.page.evaluate(remove);
  await call.press("call-button");
  await call.untilError();
  await call.untilReleased();
  await call.page.click('.transport input[value="realtime"]');
  await call.start();
  await call.untilSound();
  assert.equal(await call.page.$(slot("error-notice")), null);
  await call.end();
});
