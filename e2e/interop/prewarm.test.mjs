// Prewarmed by joining before the click: the agent is in the room and waits.
import assert from "node:assert/strict";
import { BROWSER } from "../lib/paths.mjs";
import { interop } from "../lib/interop.mjs";
import { slot } from "../lib/page.mjs";
import { until } from "../lib/until.mjs";

const scenario = interop({ agents: ["session"] });

/** Waits until the server reports the user as present and ACTIVE. */
const inTheRoom = (scene) =>
  until("the page is in the room", async () => {
    const present = await scene.livekit.rooms.participants(scene.room);
    return present.some(({ identity, state }) => identity === "user" && state === "ACTIVE");
  });

/** Changes how long an unused prewarm is kept, in ms. tests/it/browser/prewarm.rs tests the 8 s. */
const keepPrewarm = (call, millis) =>
  call.page.evaluate((kept) => {
    const { setTimeout } = window;
    window.setTimeout = (act, millis, ...args) => setTimeout(act, millis === 8_000 ? kept : millis, ...args);
  }, millis);

for (const prewarm of ["join", "intent"]) {
  const firefox = prewarm === "join" && "a prewarmed connection that gets its microphone at the click";
  scenario(`prewarmed by ${prewarm}: the framework's agent greets after the click, not before`, { hears: "talking", firefox }, async (scene) => {
    const agent = await scene.agent("session");
    // Muted, so that the user does not interrupt the greeting.
    const call = await scene.page({ query: { prewarm, muted: "" } });
    if (prewarm === "intent") {
      await keepPrewarm(call, 300_000);
      await call.page.hover(slot("call-button"));
    }
    await inTheRoom(scene);
    assert.equal((await call.state()).status, "disconnected", "the status stays disconnected");
    assert.equal(await call.page.evaluate(() => probe.prompt.asked), 0, "the microphone is not requested");
    await agent.untilEvent("participant_joined");
    // A real pause, since silence is asserted: if it did not wait for a listener, it would have
    // greeted within a second.
    await call.page.waitForFunction((from) => performance.now() > from + 2000, {}, await call.now());
    assert.deepEqual(agent.all("is_heard"), [], "no participant subscribes to the agent");
    assert.deepEqual(agent.all("item"), [], "the agent has not greeted yet");

    const clicked = await call.now();
    await call.start();
    await call.untilSound(clicked);
    await call.untilShown("agent", "Hello.", "false", clicked);
    const unmuted = agent.mark();
    await call.press("mic-toggle");
    await agent.untilEvent("transcribed", undefined, { after: unmuted });
    const ended = agent.mark();
    await call.end();
    await agent.untilEvent("closed", undefined, { after: ended });
  });
}

scenario("hover prepares a peer connection without network traffic, and an unused one is closed", { firefox: "what a prepared connection does before it is used" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  const peers = () => call.page.evaluate(() => probe.made.peers.map(({ signalingState, iceGatheringState }) => `${signalingState} ${iceGatheringState}`));
  assert.deepEqual(await peers(), []);
  await keepPrewarm(call, 300_000);
  await call.page.hover(slot("call-button"));
  await until("a peer connection is created", async () => (await peers()).length === 1);
  assert.deepEqual(await peers(), ["stable new"], "ICE gathering has not started");
  const opened = await call.page.evaluate(() => ({ sockets: probe.made.sockets.length, asked: probe.prompt.asked }));
  assert.deepEqual(opened, { sockets: 0, asked: 0 });
  await call.start();
  await agent.untilEvent("participant_joined");
  assert.equal((await peers()).length, BROWSER === "firefox" ? 2 : 1, "the call uses the prepared connection");
  await call.end();

  // The button is not pressed.
  await call.page.mouse.move(0, 0);
  await keepPrewarm(call, 500);
  // Closed ones count too: this one may be closed before the test sees it open.
  const { length } = await peers();
  await call.page.hover(slot("call-button"));
  await until("another peer connection is created", async () => (await peers()).length > length);
  await until("the unused peer connection is closed", async () => (await call.live()).peers === 0, { timeout: 30_000 });
});

const unload = "what still runs and is still sent while a page unloads";
scenario("navigating away leaves the room immediately", { firefox: unload }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.untilEvent("participant_joined");
  await call.page.goto(`${scene.site.url}/peer`);
  await agent.untilEvent("participant_left", ({ identity, reason }) => identity === "user" && reason === 1);
});

scenario("a dismissed beforeunload dialog keeps the call connected", { hears: "talking", firefox: unload }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await call.page.evaluate(() => addEventListener("beforeunload", (event) => event.preventDefault()));
  const asked = new Promise((resolve) => call.page.once("dialog", (dialog) => resolve(dialog.dismiss())));
  await call.page.evaluate((url) => void (location.href = url), `${scene.site.url}/peer`);
  await asked;
  await agent.do("speak");
  await call.untilSound(await call.now());
  await agent.hears("user");
  assert.equal((await call.state()).status, "connected");
  await call.page.evaluate(() => addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true }));
  await call.end();
});

scenario("an unused prewarmed session leaves the room when the page unloads", { firefox: unload }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ query: { prewarm: "join" } });
  await agent.untilEvent("participant_joined");
  // For a participant that leaves before it is ACTIVE, the server sends no event.
  await inTheRoom(scene);
  await call.page.goto("about:blank");
  await agent.untilEvent("participant_left", ({ identity, reason }) => identity === "user" && reason === 1);
});
