// What a server can do to a call: mute, remove, delete the room, change metadata, and admit a
// second participant with the same identity.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();
const muting = "a track that is muted and unmuted without being stopped";

/**
 * Asserts that the server has ended the call: everything is released, and the page shows the
 * reason.
 */
async function assertEnded(call, reason, message) {
  const { data } = await call.untilEvent("disconnected");
  assert.deepEqual(data, { reason, message });
  await call.untilReleased();
  const { status, mic, ended } = await call.state();
  assert.deepEqual({ status, mic, ended }, { status: "disconnected", mic: "unavailable", ended: reason });
}

scenario("a server mute stops outgoing audio and is shown, and the user can unmute", { hears: "talking", firefox: muting }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.hears("user");
  await scene.livekit.rooms.mute(scene.room, "user");
  await call.untilEvent("mic", "server-muted");
  await call.untilState("mic-toggle", "server-muted");
  const after = await agent.untilEvent("muted", ({ identity }) => identity === "user");
  const late = await agent.hearsNothing("user", { after });
  // The jitter buffer holds at most 200 packets of 20 ms, which a busy machine can fill.
  assert.ok(late < 400, `audible for ${late} frames of 10 ms after the mute`);
  const { tracks } = await scene.livekit.rooms.participant(scene.room, "user");
  assert.equal(tracks[0].muted, true);

  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "live");
  await agent.untilEvent("unmuted", ({ identity }) => identity === "user");
  await agent.hears("user");
  await call.end();
});

scenario("a server mute on top of a user mute ends with one click", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.hears("user");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await agent.untilEvent("muted", ({ identity }) => identity === "user");
  await agent.hearsNothing("user", { frames: 30 });
  await scene.livekit.rooms.mute(scene.room, "user");
  await call.untilState("mic-toggle", "server-muted");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "live");
  await agent.untilEvent("unmuted", ({ identity }) => identity === "user");
  await agent.hears("user");
  await call.end();
});

const closing = "a socket and peer connections that the other end closes";
scenario("removal by the server ends the call with PARTICIPANT_REMOVED", { expected: [/WebSocket/], firefox: closing }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await scene.livekit.rooms.remove(scene.room, "user");
  await assertEnded(call, "agent", "PARTICIPANT_REMOVED");
  await agent.untilEvent("participant_left", ({ identity }) => identity === "user");
  assert.equal((await call.state()).connection, "new", "the connection is not reported as lost");
});

scenario("deletion of the room ends the call with ROOM_DELETED", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await scene.livekit.rooms.delete(scene.room);
  await assertEnded(call, "agent", "ROOM_DELETED");
  await agent.untilEvent("disconnected");
});

scenario("changed metadata of the room and its participants does not disturb the call", { hears: "talking" }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await scene.livekit.rooms.updateMetadata(scene.room, JSON.stringify({ topic: "anything", long: "x".repeat(5000) }));
  await scene.livekit.rooms.update(scene.room, "user", { metadata: "me", name: "Somebody", attributes: { seat: "3" } });
  await scene.livekit.rooms.update(scene.room, "agent", { attributes: { "lk.agent.state": "thinking", other: "x" } });
  await call.untilEvent("agent", "thinking");
  await call.untilSound(await call.now());
  await agent.hears("user");
  assert.equal((await call.state()).status, "connected");
  await call.end();
});

scenario("revoked publish permission unpublishes the microphone, and restored permission republishes it", { hears: "talking", firefox: "a sending transceiver that is removed and renegotiated" }, async (scene) => {
  const { agent, call } = await scene.talking();
  const allow = (can_publish) =>
    scene.livekit.rooms.update(scene.room, "user", {
      permission: { can_subscribe: true, can_publish, can_publish_data: true },
    });
  const tracks = async () => (await scene.livekit.rooms.participant(scene.room, "user")).tracks ?? [];
  await allow(false);
  await call.until("the microphone is no longer reported as live", async () => (await call.state()).mic !== "live");
  await call.untilSound(await call.now());
  assert.equal((await call.state()).status, "connected", "the call stays connected");
  assert.deepEqual(await tracks(), []);

  await allow(true);
  await call.until("the microphone is live again", async () => (await call.state()).mic === "live");
  await agent.hears("user");
  await call.speko("set_mic_muted", true);
  await call.until("the server has received the mute", async () => (await tracks())[0]?.muted);
  // Muted by the user in between, it stays muted.
  await allow(false);
  await call.until("the microphone is unpublished again", async () => (await tracks()).length === 0);
  await allow(true);
  await call.until("the microphone is published again, muted", async () => (await tracks())[0]?.muted);
  await agent.hearsNothing("user", { frames: 50 });
  await call.speko("set_mic_muted", false);
  await agent.hears("user");
  await call.untilSound(await call.now());
  await call.end();
});

scenario("a second page with the same identity replaces the first, which does not reconnect", { hears: "talking", firefox: closing }, async (scene) => {
  const agent = await scene.agent();
  const first = await scene.page();
  await first.start();
  await agent.hears("user");
  const second = await scene.page();
  await second.start();
  const { data } = await first.untilEvent("disconnected");
  await first.untilReleased();
  assert.equal(data.message, "DUPLICATE_IDENTITY");
  await agent.do("speak");
  await second.untilSound();
  await agent.hears("user");
  const events = await first.events();
  assert.equal(events.filter(({ kind, data }) => kind === "status" && data === "connecting").length, 1);
  await second.end();
});

scenario("a data packet that the backend sends to the room is received", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  // livekit-server drops SendData for participants that are not ACTIVE, or whose data channel it
  // does not see as open yet. Both become true shortly after "connected".
  await call.type("I am here");
  await agent.untilEvent("packet", ({ packet }) => packet.text === "I am here");
  await call.until("the server reports the page as ACTIVE", async () => (await scene.livekit.rooms.participant(scene.room, "user")).state === "ACTIVE");
  const packet = { type: "agent_message", text: "from the backend", isFinal: true };
  await scene.livekit.rooms.send(scene.room, JSON.stringify(packet));
  await call.untilRow("agent", "from the backend");
  await call.end();
});
