// The same call on a current server, which supports a single peer connection and the join request
// in the URL, and on one of 2024, which supports neither.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { BROWSER, LIVEKIT, LIVEKIT_OLD } from "../lib/paths.mjs";
import { interop } from "../lib/interop.mjs";

for (const [name, binary, peers] of [
  ["current server", LIVEKIT, 1],
  ["old server", LIVEKIT_OLD, 2],
]) {
  /**
   * In the gate only one test uses the old server. The others run with `./scripts/test long
   * servers`.
   */
  const long = peers === 1 ? "the other files, which all use the current server" : "the first test with the old server";
  const installed = existsSync(binary);
  const skip = !installed && "this livekit-server is not installed";
  const scenario = installed ? interop({ livekit: { binary } }) : interop();
  /** The old server answers 404 to the path of the join request, which the browser logs. */
  const expected = peers === 2 ? [/WebSocket connection to/, /Failed to load resource/] : [];

  scenario(`${name}: audio and text flow both ways, both mutes hold, and the call ends cleanly`, { hears: "talking", skip, expected, long: peers === 1 && long }, async (scene) => {
    const { agent, call } = await scene.talking();
    assert.equal((await call.live()).peers, BROWSER === "firefox" ? 2 : peers);

    await call.type("hello");
    await call.untilRow("agent", "You wrote: hello");

    const mark = agent.mark();
    await call.press("mic-toggle");
    const after = await agent.untilEvent("muted", ({ identity }) => identity === "user", { after: mark });
    const late = await agent.hearsNothing("user", { after });
    // The jitter buffer holds at most 200 packets of 20 ms, which a busy machine can fill.
    assert.ok(late < 400, `audible for ${late} frames of 10 ms after the mute`);
    await call.press("mic-toggle");
    await agent.hears("user");

    await scene.livekit.rooms.mute(scene.room, "user");
    await call.untilEvent("mic", "server-muted");
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
    await agent.untilEvent("participant_left", ({ identity, reason }) => identity === "user" && reason === 1, { after: end });

    const again = await call.now();
    await call.start();
    await call.untilSound(again);
    await agent.hears("user");
    await call.end();
  });

  scenario(`${name}: text streams of a late agent become rows, and deleting the room ends the call`, { skip, expected, long }, async (scene) => {
    const call = await scene.page();
    await call.start();
    const agent = await scene.agent("streams");
    const mark = await call.mark();
    await agent.do("say", { text: "I am late, and I am sorry.", segment: "SG_1" });
    await call.untilRow("agent", "I am late, and I am sorry.");
    await call.untilEvent("agent", "listening", { after: mark });
    await agent.do("hears", { texts: ["Never", "Never mind"], segment: "SG_2" });
    await call.untilRow("user", "Never mind");
    await call.speko("send_chat_message", "typed");
    await call.untilRow("agent", "You wrote: typed");
    await scene.livekit.rooms.delete(scene.room);
    const { data } = await call.untilEvent("disconnected");
    assert.deepEqual(data, { reason: "agent", message: "ROOM_DELETED" });
    await call.untilReleased();
  });

  scenario(`${name}: no video is received`, { skip, expected, long }, async (scene) => {
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

  scenario(`${name}: an agent of LiveKit's framework transcribes and answers the user`, { hears: "sentence", skip, expected, long }, async (scene) => {
    const agent = await scene.agent("session");
    // The microphone is closed until the greeting is over: its recording begins when it opens.
    const call = await scene.page({ query: { muted: "", release: "" } });
    await call.start();
    await call.untilSound();
    await call.untilRow("agent", "Hello. I am an agent of the framework.");
    await call.press("mic-toggle");
    const { text } = await agent.untilEvent("transcribed", (one) => one.final, { timeout: 60_000 });
    await call.untilRow("user", text);
    await call.untilRow("agent", `You said: ${text}.`);
    assert.equal((await call.rows()).length, 3);
    await call.end();
  });

  scenario(`${name}: a rejected token shows an error`, { skip, expected: [/./], long }, async (scene) => {
    const call = await scene.page({ secret: "another" });
    await call.press("call-button");
    assert.match((await call.error()).text, /rejected/);
    await call.untilReleased();
  });
}
