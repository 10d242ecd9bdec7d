// Tokens with few or no permissions: what the page does and shows.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { slot } from "../lib/page.mjs";
import { mint } from "../lib/token.mjs";

const scenario = interop();
/** The browser itself logs each refused connection. */
const expected = [/WebSocket connection to/, /Failed to load resource/];

const REFUSED = [
  ["an expired token", { ttl: -600 }, "token-expired", /expired/],
  ["a token signed with another secret", { secret: "another" }, "token-invalid", /rejected/],
  ["a token with another API key", { key: "another" }, "token-invalid", /rejected/],
  ["a token without the roomJoin grant", { grant: { roomJoin: false } }, "token-invalid", /rejected/],
];

/**
 * A page does not learn why its WebSocket was refused, and how it asks for the reason depends on
 * the engine. One case covers that in Firefox.
 */
const refusal = (what) => what === "an expired token" && "what a page learns about a rejected WebSocket";
for (const [what, claims, reason, words] of REFUSED) {
  scenario(`${what} is rejected, and the page shows why`, { expected, firefox: refusal(what) }, async (scene) => {
    const call = await scene.page(claims);
    await call.press("call-button");
    const { code, text } = await call.error();
    assert.equal(code, "CONNECTION_FAILED");
    assert.match(text, words);
    const { data, at } = await call.untilEvent("error");
    assert.equal(data.reason, reason);
    const connecting = await call.untilEvent("status", "connecting");
    // Without the rejection the socket's timeout of 15 s would report the error.
    assert.ok(at - connecting.at < 14_000, `the error is reported after ${at - connecting.at} ms`);
    await call.untilReleased();
  });
}

const none = { livekit: { config: { room: { auto_create: false } } } };
const closed = interop(none);

closed("a missing room is an error on a server that does not create rooms", { expected }, async (scene) => {
  const call = await scene.page();
  await call.press("call-button");
  const { text } = await call.error();
  assert.match(text, /does not exist/);
  await call.untilReleased();

  await scene.livekit.rooms.create(scene.room);
  await call.start();
  assert.equal(await call.slot("error-notice"), null);
  await call.end();
});

for (const [what, grant] of [
  ["permission to publish", { canPublish: false }],
  ["permission to publish a microphone", { canPublishSources: ["camera"] }],
]) {
  scenario(`without ${what} a call with a microphone fails and shows why`, { hears: "talking" }, async (scene) => {
    const agent = await scene.agent();
    const call = await scene.page({ grant });
    await call.press("call-button");
    const { code, text } = await call.error();
    assert.equal(code, "MICROPHONE_FAILED");
    assert.match(text, /does not allow that.*error of the site/);
    await call.untilReleased();
    // No track was published, so the agent received no frames at all.
    assert.deepEqual(agent.all("subscribed"), []);
    assert.equal((await agent.heard("user")).frames, 0);
  });
}

const firefox = "a peer connection that only receives, or only sends";
scenario("without publish permission and without a microphone the user can listen and type", { firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ grant: { canPublish: false, canPublishData: true }, query: { mic: "off" } });
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await call.type("I can write");
  await agent.untilEvent("packet", ({ packet }) => packet.text === "I can write");
  await call.end();
});

scenario("without subscribe permission the call connects, is heard, and plays no audio", { hears: "talking", firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ grant: { canSubscribe: false } });
  await call.start();
  await agent.do("speak");
  await agent.hears("user", 100);
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played < 0.005);
  await call.end();
});

const noData = { grant: { canPublishData: false } };

scenario("without data permission audio flows both ways, and messages are received", { hears: "talking", firefox: "a connection without the page's own data channels" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page(noData);
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  await agent.do("packet", { type: "agent_message", text: "You can read this.", isFinal: true });
  await call.untilRow("agent", "You can read this.");
  await call.end();
});

scenario("without data permission a typed message shows an error", {}, async (scene) => {
  const call = await scene.page(noData);
  await call.start();
  await call.type("Does anybody read this?");
  const problem = await call.page.waitForSelector(`${slot("message-input")} [role=alert]`);
  assert.match(await problem.evaluate((element) => element.textContent), /does not allow that.*error of the site/);
  await call.end();
});

scenario("a token that only permits a microphone is enough", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ grant: { canPublishSources: ["microphone"] } });
  await call.start();
  await agent.hears("user");
  await call.end();
});

scenario("credentials are requested at each start", {}, async (scene) => {
  let asked = 0;
  scene.site.answers["/token"] = () => {
    asked += 1;
    return { transportUrl: scene.livekit.url, transportToken: mint({ room: `${scene.room}-${asked}` }) };
  };
  const call = await scene.page({ query: { credentials: "/token" } });
  for (const turn of [1, 2]) {
    await call.start();
    await call.untilEvent("connected", `${scene.room}-${turn}`);
    await call.end();
  }
  assert.equal(asked, 2);
  assert.equal(await call.page.$(slot("error-notice")), null);
});
