// What a server does to a call: it mutes, removes, deletes, changes metadata, and lets another one in under our name.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();
const muting = "a track that is muted and unmuted without being stopped";

/** The call is over by the server's doing: all is released, and the page says what it says. */
async function over(call, reason, message) {
  const { data } = await call.told("disconnected");
  assert.deepEqual(data, { reason, message });
  await call.untilReleased();
  const { status, mic, ended } = await call.state();
  assert.deepEqual({ status, mic, ended }, { status: "disconnected", mic: "unavailable", ended: reason });
}

scenario("muted by the server: nothing leaves, the page says by whom, and the person may end it", { hears: "talking", firefox: muting }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.hears("user");
  await scene.livekit.rooms.mute(scene.room, "user");
  await call.told("mic", "server-muted");
  await call.untilState("mic-toggle", "server-muted");
  const after = await agent.told("muted", ({ identity }) => identity === "user");
  const late = await agent.hearsNothing("user", { after });
  assert.ok(late < 100, `${late} frames of 10 ms until it was silent`); // what its jitter buffer may hold
  const { tracks } = await scene.livekit.rooms.participant(scene.room, "user");
  assert.equal(tracks[0].muted, true);

  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "live");
  await agent.told("unmuted", ({ identity }) => identity === "user");
  await agent.hears("user");
  await call.end();
});

scenario("muted by the server while muted by the person: it stays muted after one press less", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.hears("user");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await agent.told("muted", ({ identity }) => identity === "user");
  await agent.hearsNothing("user", { frames: 30 });
  await scene.livekit.rooms.mute(scene.room, "user");
  const { mic } = await call.state();
  assert.match(mic, /muted/);
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "live");
  await agent.told("unmuted", ({ identity }) => identity === "user");
  await agent.hears("user");
  await call.end();
});

const closing = "a socket and connections that the other end closes";
scenario("removed by the server", { expected: [/WebSocket/], firefox: closing }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await scene.livekit.rooms.remove(scene.room, "user");
  await over(call, "agent", "PARTICIPANT_REMOVED");
  await agent.told("went", ({ identity }) => identity === "user");
  assert.equal((await call.state()).connection, "new", "nothing is wrong with the line");
});

scenario("the room is deleted", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await scene.livekit.rooms.delete(scene.room);
  await over(call, "agent", "ROOM_DELETED");
  await agent.told("disconnected");
});

scenario("room and participants change their metadata, and the call goes on", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await scene.livekit.rooms.updateMetadata(scene.room, JSON.stringify({ topic: "anything", long: "x".repeat(5000) }));
  await scene.livekit.rooms.update(scene.room, "user", { metadata: "me", name: "Somebody", attributes: { seat: "3" } });
  await scene.livekit.rooms.update(scene.room, "agent", { attributes: { "lk.agent.state": "thinking", other: "x" } });
  await call.told("agent", "thinking");
  await call.untilSound(await call.now());
  await agent.hears("user");
  assert.equal((await call.state()).status, "connected");
  await call.end();
});

scenario("the right to speak is taken: the page does not claim to be heard; given back, it is heard", { hears: "talking", firefox: "a sending transceiver that is taken out and negotiated again" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  const allow = (can_publish) =>
    scene.livekit.rooms.update(scene.room, "user", {
      permission: { can_subscribe: true, can_publish, can_publish_data: true },
    });
  const tracks = async () => (await scene.livekit.rooms.participant(scene.room, "user")).tracks ?? [];
  await allow(false);
  await call.until("the page no longer claims that the microphone is heard", async () => (await call.state()).mic !== "live");
  await call.untilSound(await call.now());
  assert.equal((await call.state()).status, "connected", "listening goes on");
  assert.deepEqual(await tracks(), []);

  await allow(true);
  await call.until("the microphone is live again", async () => (await call.state()).mic === "live");
  await agent.hears("user");
  await call.speko("set_mic_muted", true);
  await call.until("the server knows of the mute", async () => (await tracks())[0]?.muted);
  // Muted by its person meanwhile, it stays muted.
  await allow(false);
  await call.until("it is taken again", async () => (await tracks()).length === 0);
  await allow(true);
  await call.until("the server has it, muted", async () => (await tracks())[0]?.muted);
  await agent.hearsNothing("user", { frames: 50 });
  await call.speko("set_mic_muted", false);
  await agent.hears("user");
  await call.untilSound(await call.now());
  await call.end();
});

scenario("a second page under the same name takes the call over; the first says so and does not fight", { hears: "talking", firefox: closing }, async (scene) => {
  const agent = await scene.agent();
  const first = await scene.page();
  await first.start();
  await agent.hears("user");
  const second = await scene.page();
  await second.start();
  const { data } = await first.told("disconnected");
  await first.untilReleased();
  assert.equal(data.message, "DUPLICATE_IDENTITY");
  await agent.do("speak");
  await second.untilSound();
  await agent.hears("user");
  const events = await first.events();
  assert.equal(events.filter(({ kind, data }) => kind === "status" && data === "connecting").length, 1);
  await second.end();
});

scenario("what a backend sends to the room arrives", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  // livekit-server drops SendData for who isn't ACTIVE or whose channel it doesn't see open yet, a moment after "connected".
  await call.type("I am here");
  await agent.told("packet", ({ packet }) => packet.text === "I am here");
  await call.until("the server calls us active", async () => (await scene.livekit.rooms.participant(scene.room, "user")).state === "ACTIVE");
  const packet = { type: "agent_message", text: "from the backend", isFinal: true };
  await scene.livekit.rooms.send(scene.room, JSON.stringify(packet));
  await call.untilRow("agent", "from the backend");
  await call.end();
});
