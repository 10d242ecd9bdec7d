// Agents that join before the user, after the user, twice, never, and again after leaving.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();

scenario("an agent that joins after the user is heard and hears the user", { hears: "talking" }, async (scene) => {
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

const firefox = "transceivers are added, removed and reused on a second peer connection";
scenario("an agent that publishes its audio late, and republishes it, is heard each time", { firefox }, async (scene) => {
  const agent = await scene.agent("speko", { publish: false });
  const call = await scene.page();
  await call.start();
  for (let turn = 0; turn < 3; turn += 1) {
    await agent.do("publish");
    await agent.do("speak");
    const before = await call.now();
    await call.untilSound(before);
    await agent.do("unpublish");
    await call.untilSilence(); // first the jitter buffer is played
    const { played } = await call.loudness(await call.now(), 300);
    assert.ok(played < 0.005, `audio is played after the track is unpublished: ${played}`);
  }
  const { sounds } = await call.live();
  assert.ok(sounds <= 1, `${sounds} of three audio elements are left`);
  await call.end();
});

scenario("two agents in the room are both heard", { hears: "talking", firefox }, async (scene) => {
  const one = await scene.agent("speko", { identity: "agent-1" });
  const call = await scene.page();
  await call.start();
  const two = await scene.agent("speko", { identity: "agent-2" });
  for (const agent of [one, two]) {
    const before = await call.now();
    await agent.do("speak");
    await call.untilSound(before);
    await agent.do("stop_speaking");
    await call.untilSilence();
    await agent.hears("user");
  }
  await Promise.all([one.do("speak", { hz: 250 }), two.do("speak", { hz: 700 })]);
  // The probe measures each media element separately.
  await call.page.waitForFunction(() => {
    const playing = probe.made.sounds.filter((sound) => sound.srcObject?.getAudioTracks().length && !sound.paused);
    return playing.length === 2;
  });
  await call.end();
});

scenario("an agent that leaves and rejoins is heard again", { hears: "talking", firefox }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.leave();
  await call.untilSilence(); // first the jitter buffer is played
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played < 0.005, `audio is played after the agent left: ${played}`);
  assert.equal((await call.state()).status, "connected", "the call stays connected without the agent");

  await agent.join(scene.livekit, scene.room);
  const back = await call.now();
  await agent.do("speak");
  await call.untilSound(back);
  await agent.hears("user");
  await call.end();
});

scenario("an agent that crashes and restarts is heard again", { timeout: 240_000 }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.kill();
  await call.untilSilence();
  const restarted = await scene.agent(); // with the same identity: the server removes the dead one
  const back = await call.now();
  await restarted.do("speak");
  await call.untilSound(back);
  await call.end();
});

scenario("an agent that mutes itself is silent, and is heard again once unmuted", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.do("mute");
  await call.untilSilence();
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played < 0.005, `audio is played while the agent is muted: ${played}`);
  await agent.do("mute", { muted: false });
  await call.untilSound(await call.now());
  await call.end();
});

scenario("without an agent the call connects, reports absent after the timeout, and accepts a late agent", {}, async (scene) => {
  const call = await scene.page({ query: { "agent-within": "3000" } });
  await call.start();
  const { at } = await call.untilEvent("connected");
  const absent = await call.untilEvent("agent", "absent");
  const waited = absent.at - at;
  // The default is 20 s.
  assert.ok(waited >= 2950 && waited < 19_000, `absent is reported after ${waited} ms`);
  const before = (await call.events()).slice(0, absent.index);
  const of = (kind) => before.filter((event) => event.kind === kind).map(({ data }) => data);
  assert.deepEqual(of("agent"), [], "no state of the agent is reported before");
  assert.deepEqual(of("presence"), ["waiting"]);
  assert.ok(of("connection").includes("good"), "the connection is good before");
  assert.equal((await call.state()).status, "connected");
  assert.equal(await call.slot("error-notice"), null);
  const agent = await scene.agent("streams");
  await agent.do("state", { state: "listening" });
  await call.untilEvent("agent", "listening", { after: absent });
  await call.untilEvent("presence", "present", { after: absent });
  await call.end();
});

const video = "a video m-line beside the audio one on a second peer connection";
scenario("a published video is not received and does not disturb audio", { hears: "talking", firefox: video }, async (scene) => {
  const agent = await scene.agent();
  await agent.do("publish_video");
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  // Another one is published during the call, and speech after it.
  const other = await scene.agent("speko", { identity: "camera" });
  await other.do("publish_video");
  await agent.do("stop_speaking");
  await call.untilSilence();
  const before = await call.now();
  await other.do("speak");
  await call.untilSound(before);
  assert.equal(await call.videoBytes(), 0, "no video is received");
  await call.end();
});
