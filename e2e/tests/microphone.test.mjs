// A microphone that is denied or missing.
import assert from "node:assert/strict";
import { BROWSER, CALL_PATH } from "../lib/paths.mjs";
import { group } from "../lib/selection.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const MEDIA = "media: getUserMedia and its errors";

group("microphone permission", () => {
  const scenario = suite({ allow: false });
  const CHANGES = { only: "chromium", why: "in Firefox a preference denies the microphone, which WebDriver cannot change" };
  const permit = (call, permissions) => call.context.overridePermissions(call.backend.url, permissions);

  scenario("a denied microphone shows an error that says what to do", { firefox: MEDIA }, async (call) => {
    // In Firefox a preference denies it.
    if (BROWSER === "chromium") await permit(call, []);
    await call.press("call-button");
    const error = await call.untilError();
    assert.equal(error.code, "MICROPHONE_FAILED");
    assert.match(error.text, /access was denied.*Allow the microphone for this site/);
    await call.untilReleased();
  });

  scenario("after a denied microphone is allowed, the next call works", { hears: "talking", ...CHANGES }, async (call) => {
    await permit(call, []);
    await call.press("call-button");
    await call.untilError();
    await call.untilReleased();

    await permit(call, ["microphone"]);
    await call.start();
    await until("the agent hears the user", async () => (await call.callerStats()).audible_packets > 10);
    await call.end();
  });
});

group("no microphone", () => {
  const scenario = suite({ device: false });

  scenario("without a microphone the page shows an error and leaves the room", { firefox: MEDIA, webkit: MEDIA, path: CALL_PATH }, async (call) => {
    await call.press("call-button");
    const error = await call.untilError();
    assert.equal(error.code, "MICROPHONE_FAILED");
    assert.match(error.text, /No microphone was found/);
    await call.untilReleased();
  });
});
