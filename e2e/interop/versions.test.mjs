// The same call on a server of today, which takes one peer connection and a join in the URL, and on one of 2024, which
// knows neither.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { BROWSER, LIVEKIT, LIVEKIT_OLD } from "../lib/built.mjs";
import { interop } from "../lib/interop.mjs";

for (const [name, binary, peers] of [
  ["today's server", LIVEKIT, 1],
  ["an old server", LIVEKIT_OLD, 2],
]) {
  /** In the gate: one test with the old server. The others are `./scripts/test long servers`. */
  const long = peers === 1 ? "the other files, which all have today's server" : "the first test with the old server";
  const there = existsSync(binary);
  const skip = !there && "it is not on this machine";
  const scenario = there ? interop({ livekit: { binary } }) : interop();
  /** The old server has no path for the join in one; the browser complains of its 404. */
  const expected = peers === 2 ? [/WebSocket connection to/, /Failed to load resource/] : [];

  scenario(`${name}: both are heard, texts go both ways, mute holds, and it ends`, { hears: "talking", skip, expected, long: peers === 1 && long, firefox: "the 404 of a join that an old server does not know" }, async (scene) => {
    const agent = await scene.agent();
    const call = await scene.page();
    await call.start();
    await agent.do("speak");
    await call.untilSound();
    await agent.hears("user");
    assert.equal((await call.live()).peers, BROWSER === "firefox" ? 2 : peers);

    await call.type("hello");
    await call.untilRow("agent", "You wrote: hello");

    const mark = agent.mark();
    await call.press("mic-toggle");
    const after = await agent.told("muted", ({ identity }) => identity === "user", { after: mark });
    const late = await agent.hearsNothing("user", { after });
    assert.ok(late < 100, `${late} frames of 10 ms until it was silent`); // what its jitter buffer may hold
    await call.press("mic-toggle");
    await agent.hears("user");

    await scene.livekit.rooms.mute(scene.room, "user");
    await call.told("mic", "server-muted");
    await agent.hearsNothing("user");
    await call.press("mic-toggle");
    await agent.hears("user");

    await agent.leave();
    await call.untilSilence();
    await agent.join(scene.livekit, scene.room);
    const back = await call.now();
    await agent.do("speak");
    await call.untilSound(back);

    const end = agent.mark();
    await call.end();
    await agent.told("went", ({ identity, reason }) => identity === "user" && reason === 1, { after: end });

    const again = await call.now();
    await call.start();
    await call.untilSound(again);
    await agent.hears("user");
    await call.end();
  });

  scenario(`${name}: the agent comes later, with text streams`, { skip, expected, long }, async (scene) => {
    const call = await scene.page();
    await call.start();
    const agent = await scene.agent("streams");
    const mark = await call.mark();
    await agent.do("say", { text: "I am late, and I am sorry.", segment: "SG_1" });
    await call.untilRow("agent", "I am late, and I am sorry.");
    await call.told("agent", "listening", { after: mark });
    await agent.do("hears", { texts: ["Never", "Never mind"], segment: "SG_2" });
    await call.untilRow("user", "Never mind");
    await call.speko("send_chat_message", "typed");
    await call.untilRow("agent", "You wrote: typed");
    await scene.livekit.rooms.delete(scene.room);
    const { data } = await call.told("disconnected");
    assert.deepEqual(data, { reason: "agent", message: "ROOM_DELETED" });
    await call.untilReleased();
  });

  scenario(`${name}: pictures that nobody sees are not paid for`, { skip, expected, long }, async (scene) => {
    const agent = await scene.agent();
    await agent.do("publish_video");
    const call = await scene.page();
    await call.start();
    await agent.do("speak");
    const heardAt = await call.untilSound();
    await call.loudness(heardAt, 1000);
    assert.equal(await call.videoBytes(), 0);
    await call.end();
  });

  scenario(`${name}: an agent of LiveKit's framework`, { hears: "sentence", skip, expected, long }, async (scene) => {
    const agent = await scene.agent("session");
    const call = await scene.page();
    await call.start();
    await call.untilSound();
    const { text } = await agent.told("transcribed", (one) => one.final, { timeout: 25_000 });
    await call.untilRow("user", text);
    await call.untilRow("agent", `You said: ${text}.`);
    assert.equal((await call.rows()).length, 3);
    await call.end();
  });

  scenario(`${name}: a refused token is told in words`, { skip, expected: [/./], long }, async (scene) => {
    const call = await scene.page({ secret: "another" });
    await call.press("call-button");
    assert.match((await call.error()).text, /did not accept/);
    await call.untilReleased();
  });
}
