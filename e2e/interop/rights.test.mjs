// Tokens that allow less than everything, or nothing: what the page does, and what it says.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { slot } from "../lib/page.mjs";
import { mint } from "../lib/token.mjs";

const scenario = interop();
/** The browser itself complains about each refused connection. */
const expected = [/WebSocket connection to/, /Failed to load resource/];

const REFUSED = [
  ["an expired token", { ttl: -600 }, "token-expired", /expired/],
  ["a token that another secret signed", { secret: "another" }, "token-invalid", /did not accept/],
  ["a token of another key", { key: "another" }, "token-invalid", /did not accept/],
  ["a token that allows no room", { grant: { roomJoin: false } }, "token-invalid", /did not accept/],
];

/** A page is not told why its socket was refused: how it asks for the reason depends on the engine. One case shows it. */
const refusal = (what) => what === "an expired token" && "what a page learns of a refused socket";
for (const [what, claims, reason, words] of REFUSED) {
  scenario(`${what} is refused, and the page says why`, { expected, firefox: refusal(what) }, async (scene) => {
    const call = await scene.page(claims);
    const pressed = await call.now();
    await call.press("call-button");
    const { code, text } = await call.error();
    assert.equal(code, "CONNECTION_FAILED");
    assert.match(text, words);
    const { data, at } = await call.told("error");
    assert.equal(data.reason, reason);
    assert.ok(at - pressed < 5000, "nobody waits for what is not coming");
    await call.untilReleased();
  });
}

const none = { livekit: { config: { room: { auto_create: false } } } };
const closed = interop(none);

closed("a room that does not exist, on a server that makes none", { expected }, async (scene) => {
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
  ["the right to publish", { canPublish: false }],
  ["the right to publish a microphone", { canPublishSources: ["camera"] }],
]) {
  scenario(`without ${what} a call with a microphone does not open, and says so`, { hears: "talking" }, async (scene) => {
    const agent = await scene.agent();
    const call = await scene.page({ grant });
    await call.press("call-button");
    const { code, text } = await call.error();
    assert.equal(code, "MICROPHONE_FAILED");
    assert.match(text, /does not allow that.*site's mistake/);
    await call.untilReleased();
    // No track: no frame, audible or not.
    assert.deepEqual(agent.all("subscribed"), []);
    assert.equal((await agent.heard("user")).frames, 0);
  });
}

const firefox = "a peer connection that only receives, or only sends";
scenario("without the right to publish and without a microphone: a listener", { firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ grant: { canPublish: false, canPublishData: true }, query: { mic: "off" } });
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await call.type("I can write");
  await agent.told("packet", ({ packet }) => packet.text === "I can write");
  await call.end();
});

scenario("without the right to subscribe: it opens, is heard, and hears nobody", { hears: "talking", firefox }, async (scene) => {
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

scenario("without the right to send data voice goes both ways, and texts come in", { hears: "talking", firefox: "a connection without the page's own data channels" }, async (scene) => {
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

scenario("without the right to send data a typed text is refused in words", {}, async (scene) => {
  const call = await scene.page(noData);
  await call.start();
  await call.type("Does anybody read this?");
  const problem = await call.page.waitForSelector(`${slot("message-input")} [role=alert]`);
  assert.match(await problem.evaluate((element) => element.textContent), /does not allow that.*site's mistake/);
  await call.end();
});

scenario("a token for the microphone alone is enough", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ grant: { canPublishSources: ["microphone"] } });
  await call.start();
  await agent.hears("user");
  await call.end();
});

scenario("credentials are asked for at each start", {}, async (scene) => {
  let asked = 0;
  scene.site.answers["/token"] = () => {
    asked += 1;
    return { transportUrl: scene.livekit.url, transportToken: mint({ room: `${scene.room}-${asked}` }) };
  };
  const call = await scene.page({ query: { credentials: "/token" } });
  for (const turn of [1, 2]) {
    await call.start();
    await call.told("connected", `${scene.room}-${turn}`);
    await call.end();
  }
  assert.equal(asked, 2);
  assert.equal(await call.page.$(slot("error-notice")), null);
});
