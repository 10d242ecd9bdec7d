// Screenshots of each state, for review, in e2e/screenshots.
import assert from "node:assert/strict";
import { closedPort } from "../lib/closed-port.mjs";
import { slot } from "../lib/page.mjs";
import { shoot } from "../lib/screens.mjs";
import { group } from "../lib/selection.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";
import { until } from "../lib/until.mjs";

const ALL = ["wide", "narrow", "tiny"];

group("screenshots of a call", () => {
  const scenario = suite();

  scenario("screenshots of every state from idle to ended", { hears: "sentence" }, async (call) => {
    await shoot(call, "idle", ALL);
    let asked;
    await call.answerCredentials((request) => (asked = request));
    await call.press("call-button");
    await until("credentials are requested", () => asked);
    await shoot(call, "connecting");
    // From now on: on a busy machine the greeting may be over soon after the page is connected.
    const greeted = call.page.waitForSelector(`${slot("status-badge")}[data-mode=speaking]`);
    await Promise.all([asked.continue(), greeted, call.untilState("call-button", "connected")]);
    const greetedAt = await call.now();
    await shoot(call, "agent-speaking", ALL);
    await call.untilShown("user", "speaking", "false");
    await call.untilRow("agent", "This is what you said:");
    await call.untilMode("speaking", greetedAt);
    await call.page.waitForSelector(`${slot("status-badge")}[data-mode=listening]`);
    await shoot(call, "listening");
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    await shoot(call, "muted");
    await call.type("goodbye");
    await call.untilReleased();
    await shoot(call, "ended", ALL);
  });

  // In a call of its own: on a busy machine screenshots take longer than a sentence.
  scenario("screenshots of a speaking user", { hears: "monologue" }, async (call) => {
    await call.start();
    await call.untilRow("user", "speaking", "false");
    await shoot(call, "user-speaking", ["narrow"]);
    await call.end();
  });

  scenario("screenshots of an expired token and an unreachable server", { expected: [/WebSocket connection/, /Failed to load/] }, async (call) => {
    await call.giveCredentials({ transportToken: mint({ ttl: -600 }) });
    await call.press("call-button");
    await call.untilError();
    await shoot(call, "error-expired", ALL);
    await call.giveCredentials({ transportToken: mint(), transportUrl: await closedPort() });
    await call.press("call-button");
    assert.match((await call.untilError()).text, /could not be reached/);
    await shoot(call, "error-network");
  });

  scenario("screenshots of a long conversation with long words", {}, async (call) => {
    await call.start();
    for (let i = 0; i < 6; i += 1) {
      await call.paste(`${i}: ${"Donaudampfschifffahrtsgesellschaft".repeat(4)} and then some words that wrap.`);
      await call.untilRow("agent", `You wrote: ${i}:`);
    }
    await shoot(call, "long", ALL);
    await call.end();
  });
});

group("screenshots of a denied microphone", () => {
  const scenario = suite({ allow: false });

  scenario("screenshots of the error for a denied microphone", {}, async (call) => {
    // In Firefox a preference denies it.
    if (call.session) await call.context.overridePermissions(call.backend.url, []);
    await call.press("call-button");
    await call.untilError();
    await shoot(call, "error-denied", ALL);
  });
});
