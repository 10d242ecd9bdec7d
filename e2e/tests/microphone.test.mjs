// A microphone that is not given.
import assert from "node:assert/strict";
import { BROWSER } from "../lib/built.mjs";
import { group } from "../lib/selection.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const MEDIA = "media: getUserMedia and its errors";

group("a person who is asked", () => {
  const scenario = suite({ allow: false });
  const CHANGES = { only: "chromium", why: "WebDriver gives no microphone in Firefox: a preference refuses it for good" };
  const permit = (call, permissions) => call.context.overridePermissions(call.backend.url, permissions);

  scenario("denied: an error that says what to do", { firefox: MEDIA }, async (call) => {
    // In Firefox a preference denies it.
    if (BROWSER === "chromium") await permit(call, []);
    await call.press("call-button");
    const error = await call.untilError();
    assert.equal(error.code, "MICROPHONE_FAILED");
    assert.match(error.text, /not allowed.*Allow the microphone for this site/);
    await call.untilReleased();
  });

  scenario("denied, then allowed: the next start works", { hears: "talking", ...CHANGES }, async (call) => {
    await permit(call, []);
    await call.press("call-button");
    await call.untilError();
    await call.untilReleased();

    await permit(call, ["microphone"]);
    await call.start();
    await until("the agent hears the user", async () => (await call.heard()).audible_packets > 10);
    await call.end();
  });
});

group("a machine without a microphone", () => {
  const scenario = suite({ device: false });

  scenario("says so and leaves the room", { firefox: MEDIA }, async (call) => {
    await call.press("call-button");
    const error = await call.untilError();
    assert.equal(error.code, "MICROPHONE_FAILED");
    assert.match(error.text, /No microphone was found/);
    await call.untilReleased();
  });
});
