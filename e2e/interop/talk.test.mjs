// The basic call against a real server: both sides are heard, and text messages arrive.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();

const media = "capture, playback, and muting of both";
scenario("the page plays the agent's audio, and is silent when the agent stops", { firefox: media }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  const heardAt = await call.untilSound();
  const { played } = await call.loudness(heardAt, 1000);
  assert.ok(played > 0.02, `the agent is not heard throughout: ${played}`);

  await agent.do("stop_speaking");
  await call.untilSilence(); // first the jitter buffer is played
  const { played: after } = await call.loudness(await call.now(), 1000);
  assert.ok(after < 0.005, `audio is played after the agent stopped: ${after}`);
  await call.end();
});

scenario("the agent hears the page's microphone, and no audio while it is muted", { hears: "talking", firefox: media }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await call.untilState("mic-toggle", "live");
  await agent.hears("user", 100);

  await call.press("mic-toggle");
  const after = await agent.untilEvent("muted", ({ identity }) => identity === "user");
  const late = await agent.hearsNothing("user", { frames: 150, after });
  // The jitter buffer holds at most 200 packets of 20 ms, which a busy machine can fill.
  assert.ok(late < 400, `audible for ${late} frames of 10 ms after the mute`);

  await call.press("mic-toggle");
  await agent.untilEvent("unmuted", ({ identity }) => identity === "user");
  await agent.hears("user", 50);
  await call.end();
  await agent.untilEvent("participant_left", ({ identity, reason }) => identity === "user" && reason === 1);
});

scenario("Speko's packets become rows, and typed messages become Speko's packets", { firefox: "data channels both ways, and typing" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await call.untilEvent("connected", scene.room);

  const said = (source, text, isFinal) => agent.do("packet", { type: "transcript", source, text, isFinal });
  await said("agent", "Good", false);
  await call.untilRow("agent", "Good", "false");
  await said("agent", "Good morning.", true);
  await call.untilRow("agent", "Good morning.");
  await said("user", "Hello", false);
  await call.untilRow("user", "Hello", "false");
  await said("user", "Hello there", true);
  await call.untilRow("user", "Hello there");

  await call.type("Is <b>this</b> text?");
  const { packet } = await agent.untilEvent("packet", ({ packet }) => packet.type === "user_message");
  assert.deepEqual(packet, { type: "user_message", text: "Is <b>this</b> text?" });
  await call.untilRow("agent", "You wrote: Is <b>this</b> text?");
  await call.speko("send_contextual_update", "page 3");
  const hint = await agent.untilEvent("packet", ({ packet }) => packet.type === "contextual_update");
  assert.deepEqual(hint.packet, { type: "contextual_update", text: "page 3" });

  assert.deepEqual(await call.rows(), [
    { source: "agent", final: "true", text: "Good morning." },
    { source: "user", final: "true", text: "Hello there Is <b>this</b> text?" },
    { source: "agent", final: "true", text: "You wrote: Is <b>this</b> text?" },
  ]);
  await call.end();
  await assert.rejects(call.speko("send_user_message", "too late"), /NOT_CONNECTED/);
});

for (const kind of ["connected", "message"]) {
  // During "connected" the engine is still finishing the join.
  const firefox = kind === "connected" && "peer connections that are closed during their setup";
  scenario(`ending the call within the ${kind} event completes, and emits disconnected once`, { firefox }, async (scene) => {
    const agent = await scene.agent();
    const call = await scene.page({ query: { "end-on": kind } });
    const mark = await call.mark();
    await call.press("call-button");
    await call.untilEvent("connected", scene.room, { after: mark });
    if (kind === "message") await agent.do("packet", { type: "transcript", source: "agent", text: "Hello", isFinal: true });
    await call.untilEvent("disconnected", { reason: "user" }, { after: mark });
    await call.untilReleased();
    // For a participant that leaves before it is ACTIVE, the server sends no event.
    await call.until("the user has left the room", async () =>
      (await scene.livekit.rooms.participants(scene.room)).every(({ identity }) => identity !== "user"),
    );
    const events = await call.events();
    const of = (kind) => events.filter((event) => event.kind === kind).map(({ data }) => data.reason ?? data);
    assert.deepEqual(of("disconnected"), ["user"]);
    assert.equal(of("status").at(-1), "disconnected");
    assert.equal(of("status").filter((status) => status === "disconnected").length, 1);
    assert.deepEqual(of("error"), []);
    const { status, ended } = await call.state();
    assert.deepEqual({ status, ended }, { status: "disconnected", ended: "user" });
    // Then the next call can start.
    if (kind === "connected") return;
    await call.start();
    await call.end();
  });
}
