// When the agent comes and goes: before us, after us, twice, never, and back again.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();

scenario("an agent that comes after us is heard and hears", { hears: "talking" }, async (scene) => {
  const call = await scene.page();
  await call.start();
  const agent = await scene.agent();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  await agent.do("packet", { type: "agent_message", text: "Here I am.", isFinal: true });
  await call.untilRow("agent", "Here I am.");
  await call.end();
});

const firefox = "transceivers come, go and are reused on a second peer connection";
scenario("an agent that publishes its sound late, and again, is heard each time", { firefox }, async (scene) => {
  const agent = await scene.agent("speko", { publish: false });
  const call = await scene.page();
  await call.start();
  for (let turn = 0; turn < 3; turn += 1) {
    await agent.do("publish");
    await agent.do("speak");
    const before = await call.now();
    await call.untilSound(before);
    await agent.do("unpublish");
    const after = await call.now();
    const { played } = await call.loudness(after + 500, 300); // what the jitter buffer holds is over by then
    assert.ok(played < 0.005, `silence once it is unpublished: ${played}`);
  }
  const { sounds } = await call.live();
  assert.ok(sounds <= 1, `${sounds} sounds are left of three`);
  await call.end();
});

scenario("two agents are heard both", { hears: "talking", firefox }, async (scene) => {
  const one = await scene.agent("speko", { identity: "agent-1" });
  const call = await scene.page();
  await call.start();
  const two = await scene.agent("speko", { identity: "agent-2" });
  for (const agent of [one, two]) {
    const before = await call.now();
    await agent.do("speak");
    await call.untilSound(before);
    await agent.do("hush");
    await call.untilSilence();
    await agent.hears("user");
  }
  await Promise.all([one.do("speak", { hz: 250 }), two.do("speak", { hz: 700 })]);
  // The probe measures each sound by itself.
  await call.page.waitForFunction(() => {
    const playing = probe.made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused);
    return playing.length === 2;
  });
  await call.end();
});

scenario("an agent that leaves and returns is heard again", { hears: "talking", firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.leave();
  const left = await call.now();
  const { played } = await call.loudness(left + 500, 500); // what the jitter buffer holds is over by then
  assert.ok(played < 0.005, `silence after it left: ${played}`);
  assert.equal((await call.state()).status, "connected", "the call waits for it");

  await agent.join(scene.livekit, scene.room);
  const back = await call.now();
  await agent.do("speak");
  await call.untilSound(back);
  await agent.hears("user");
  await call.end();
});

scenario("an agent that crashes and is started anew is heard again", { timeout: 90_000 }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.kill();
  await call.untilSilence();
  const anew = await scene.agent(); // under the same identity: the server puts the dead one out
  const back = await call.now();
  await anew.do("speak");
  await call.untilSound(back);
  await call.end();
});

scenario("an agent that mutes itself is silent, and heard again", { firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.do("mute");
  await call.untilSilence();
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played < 0.005, `and it stays silent: ${played}`);
  await agent.do("mute", { muted: false });
  await call.untilSound(await call.now());
  await call.end();
});

scenario("without an agent the call is open, says so after the set time, and goes on when one comes", {}, async (scene) => {
  const call = await scene.page({ query: { "agent-within": "3000" } });
  await call.start();
  const state = await call.state();
  assert.equal(state.status, "connected");
  assert.equal(state.agent, "");
  assert.equal(state.connection, "good");
  const { at } = await call.told("connected");
  const absent = await call.told("agent", "absent");
  const waited = absent.at - at;
  assert.ok(waited >= 2950 && waited < 6000, `said after ${waited} ms`);
  assert.equal(await call.slot("error-notice"), null);
  const agent = await scene.agent("streams");
  await agent.do("state", { state: "listening" });
  await call.told("agent", "listening", { after: absent });
  await call.end();
});

const video = "a video m-line beside the audio one on a second peer connection";
scenario("a video beside the voice does not disturb it", { hears: "talking", firefox: video }, async (scene) => {
  const agent = await scene.agent();
  await agent.do("publish_video");
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  // And one that comes in the call, with speech after it.
  const other = await scene.agent("speko", { identity: "camera" });
  await other.do("publish_video");
  await agent.do("hush");
  await call.untilSilence();
  const before = await call.now();
  await other.do("speak");
  await call.untilSound(before);
  assert.equal(await call.videoBytes(), 0, "pictures that nobody sees are not paid for");
  await call.end();
});
