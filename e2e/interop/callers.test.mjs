// A second caller in the room, on LiveKit's own client.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop({ autoplay: true });

const firefox = "two received tracks on one connection, beside the sent one";
scenario("two callers and an agent all hear each other", { hears: "talking", firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.hears("user");
  const peer = await scene.peer();
  await peer.untilEvent("subscribed", "user");
  await peer.untilSound();
  await call.untilSound(await call.now());
  await agent.hears("peer");
  await agent.hears("user");

  await call.press("mic-toggle");
  await peer.untilEvent("muted", "user");
  await peer.do("mute", true);
  await Promise.all([peer.untilSilence(), call.untilSilence()]);
  await agent.do("speak");
  await Promise.all([call.untilSound(await call.now()), peer.untilSound(await peer.now())]);

  await peer.do("leave");
  await agent.untilEvent("participant_left", ({ identity }) => identity === "peer");
  await call.untilSound(await call.now());
  assert.equal((await call.state()).status, "connected");
  await call.end();
});

scenario("typed messages reach LiveKit's own client, and its chat and unknown packets add no turn", {}, async (scene) => {
  const call = await scene.page();
  await call.start();
  const peer = await scene.peer();
  await call.type("a packet of Speko's");
  assert.deepEqual(JSON.parse((await peer.untilEvent("data")).data), { type: "user_message", text: "a packet of Speko's" });
  await call.speko("send_chat_message", "a chat message");
  await peer.untilEvent("chat", "a chat message");
  const long = "ÄÖ 漢字 🙂 ".repeat(3000);
  await call.speko("send_chat_message", long);
  await peer.untilEvent("chat", long);
  // In the other direction, a second caller cannot pass as the agent.
  await peer.do("chat", "from a stranger");
  await peer.do("send", "no json");
  await peer.do("send", JSON.stringify({ type: "something else" }));
  await peer.do("send", JSON.stringify({ type: "agent_message", text: "the last one", isFinal: true }));
  await call.untilRow("agent", "the last one");
  assert.equal((await call.rows()).length, 1);
  await call.end();
});

scenario("a page that joins two active speakers hears both", { hears: "talking" }, async (scene) => {
  const peer = await scene.peer();
  const agent = await scene.agent();
  await agent.do("speak");
  const call = await scene.page();
  await call.start();
  await call.untilSound();
  await call.page.waitForFunction(
    () => probe.made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused).length === 2,
  );
  await peer.untilEvent("subscribed", "user");
  await call.end();
});
