// axe-core finds no violations on the demo, in each state, in light and dark mode.
import assert from "node:assert/strict";
import { accessible } from "../lib/axe.mjs";
import { startBlocked } from "../lib/blocked.mjs";
import { slot } from "../lib/page.mjs";
import { group } from "../lib/selection.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";
import { until } from "../lib/until.mjs";

const QUIETLY = { ready: false, only: "chromium", why: "scripts that WebDriver runs in a page count as user gestures" };

group("axe", () => {
  const scenario = suite();

  scenario("a button without a name is reported", { webrtc: false }, async ({ page }) => {
    await page.evaluate(() => document.body.append(document.createElement("button")));
    await assert.rejects(accessible(page, "a button without a name"), /button-name/);
  });

  scenario("every state from idle to ended is accessible", { hears: "sentence" }, async (call) => {
    const { page } = call;
    await accessible(page, "idle");
    let asked;
    await call.answerCredentials((request) => (asked = request));
    await call.press("call-button");
    await until("credentials are requested", () => asked);
    await accessible(page, "connecting");
    await asked.continue();
    await call.untilState("call-button", "connected");
    await accessible(page, "connected");
    await call.untilRow("agent", "This is what you said:");
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    await accessible(page, "muted, with a transcript");
    await call.type("goodbye");
    await call.untilReleased();
    await accessible(page, "ended");
  });

  scenario("the error notice is accessible", { expected: [/WebSocket connection/, /Failed to load/] }, async (call) => {
    await call.giveCredentials({ transportToken: mint({ ttl: -600 }) });
    await call.press("call-button");
    await call.untilError();
    await accessible(call.page, "an error");
  });

  scenario("the page is accessible while audio is blocked", QUIETLY, async (call) => {
    await startBlocked(call);
    await accessible(call.page, "blocked audio");
    assert.ok(await call.page.$(slot("start-audio")), "audio is still blocked");
    await call.end();
  });
});
