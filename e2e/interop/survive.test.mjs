// What breaks in a call and is mended: the socket, the server, the page itself, and what the server orders. How the
// network between them fails is in `network.test.mjs`.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { startLivekit } from "../lib/livekit.mjs";
import { slot } from "../lib/page.mjs";
import { steadily } from "../lib/stall.mjs";
import { mint } from "../lib/token.mjs";

const scenario = interop();
const expected = [/WebSocket/, /Failed to load resource/];
const firefox = "how the end of a socket is seen, and two peer connections that are restarted";

/** A call in which both hear each other and a text went each way. */
async function inACall(scene) {
  const agent = await scene.agent();
  const call = await scene.page();
  await call.start();
  await agent.do("speak");
  await call.untilSound();
  await agent.hears("user");
  return { agent, call };
}

/** Both hear each other from now on, and a text goes each way, once. */
async function goesOn(call, agent, name) {
  await agent.hears("user");
  await call.untilSound(await call.now());
  await call.type(`${name}: to the agent`);
  await agent.told("packet", ({ packet }) => packet.text === `${name}: to the agent`);
  await agent.do("packet", { type: "agent_message", text: `${name}: to the user`, isFinal: true });
  await call.untilRow("agent", `${name}: to the user`);
  const texts = agent.all("packet").filter(({ packet }) => packet.text === `${name}: to the agent`);
  assert.equal(texts.length, 1);
  assert.equal((await call.rows()).filter(({ text }) => text === `${name}: to the user`).length, 1);
  const { status, connection } = await call.state();
  assert.deepEqual({ status, connection }, { status: "connected", connection: "good" });
  assert.equal(await call.slot("error-notice"), null);
}

/** The sockets that the page has made so far. */
const sockets = (call) => call.page.evaluate(() => probe.made.sockets.length);

/** Waits until the connection has been lost after a mark, and is good. Before the loss it was good too. */
const recovered = (call, mark) =>
  call.until("the connection is lost and good again", async () => {
    const later = (await call.events()).slice(mark).filter(({ kind }) => kind === "connection");
    return later.some(({ data }) => data === "reconnecting") && later.at(-1).data === "good";
  }, { timeout: 20_000 });

scenario("the socket breaks: sound never stops, and the session is taken up on another", { hears: "talking", expected, firefox }, async (scene) => {
  const { agent, call } = await inACall(scene);
  await agent.do("packet", { type: "agent_message", text: "before", isFinal: true });
  await call.untilRow("agent", "before");
  let broken = 0;
  const playing = () => probe.playing().map((sound) => ({ sound, track: sound.srcObject.getAudioTracks()[0] }));
  await call.page.evaluate(`window.before = (${playing})()`);
  // 500 ms of received audio from the break on: more than any jitter buffer holds.
  const { silent } = await steadily(async () => {
    broken += 1;
    const mark = await call.mark();
    const from = await call.now();
    await call.page.evaluate(() => probe.made.sockets.at(-1).close(4000));
    await recovered(call, mark);
    const { stalled } = await call.untilReceived(500, from);
    const silent = await call.page.evaluate((from) => {
      let longest = 0;
      let run = 0;
      for (const { at, millis, played } of probe.samples) {
        if (at - millis < from) continue;
        run = played > 0.005 ? 0 : run + millis;
        longest = Math.max(longest, run);
      }
      return longest;
    }, from);
    return { silent, stalled };
  });
  // On a busy machine a buffer between two processes runs dry for some blocks of 21 ms; nobody hears a gap of less than 100.
  assert.ok(silent < 100, `silent for ${silent} ms`);
  const same = `(${playing})().every(({ sound, track }, index) => sound === before[index].sound && track === before[index].track)`;
  assert.ok(await call.page.evaluate(`before.length === 1 && ${same}`), "the same track goes on in the same element");
  assert.equal(await sockets(call), 1 + broken);
  await goesOn(call, agent, "after");
  assert.ok((await call.rows()).some(({ text }) => text === "before"), "the transcript is kept");
  await call.end();
});

// With two connections livekit-server 1.13.5 offers the agent's line on the dead socket, applies the answer before that to
// it when the session is taken up, and sends sound that fits no line: seen in Firefox.
const two = { only: "chromium", why: "livekit-server mixes up its own line of two" };
scenario("an agent that comes while the socket is gone is heard, and who is muted by the server meanwhile knows", { hears: "talking", expected, ...two }, async (scene) => {
  const call = await scene.page();
  await call.start();
  await call.page.evaluate(() => {
    // Nobody listens there.
    const Real = window.WebSocket;
    window.WebSocket = function () {
      return new Real("ws://127.0.0.1:9");
    };
    window.letThrough = () => (window.WebSocket = Real);
    probe.made.sockets.at(-1).close(4000);
  });
  await call.told("connection", "reconnecting");
  const agent = await scene.agent();
  await scene.livekit.rooms.mute(scene.room, "user");
  const mark = await call.mark();
  const from = await call.now();
  await call.page.evaluate(() => letThrough());
  await call.told("connection", "good", { after: mark });
  await call.told("mic", "server-muted", { after: mark });
  await agent.do("speak");
  await call.untilSound(from);
  await call.press("mic-toggle");
  await goesOn(call, agent, "after");
  await call.end();
});

/** A field of protobuf that holds bytes. */
const field = (number, bytes) => [(number << 3) | 2, bytes.length, ...bytes];
// SignalRequest.simulate of LiveKit's own tests, by its field. An open server does not migrate anybody: it orders what a
// real migration orders.
const simulate = (scenario) => field(13, [scenario << 3, 1]);
// The open server knows no scenario 9, a new session on order. It orders one where SignalRequest.sync_state names a track
// (SyncState.publish_tracks) that it does not have.
const strangersTrack = field(12, field(3, field(2, field(1, [...Buffer.from("TR_nobody")]))));
// In the gate Firefox runs those whose connections end in their own way.
for (const [name, frame, { least, breaks = false, ...where }] of [
  ["the server leaves", simulate(4), { least: 2 }],
  ["the server moves the session", simulate(3), { least: 2 }],
  ["the server breaks the socket again when the session is taken up", simulate(7), { least: 3, breaks: true, firefox }],
  ["the server orders a new session", strangersTrack, { least: 2, firefox }],
]) {
  scenario(`${name}: the call goes on`, { hears: "talking", expected, ...where }, async (scene) => {
    const { agent, call } = await inACall(scene);
    const mark = await call.mark();
    await call.page.evaluate((frame) => probe.made.sockets.at(-1).send(new Uint8Array(frame)), frame);
    if (breaks) {
      // It has obeyed when it has answered what came after.
      const typed = agent.mark();
      await call.type(`${name}: a moment`);
      await agent.told("packet", ({ packet }) => packet.text === `${name}: a moment`, { after: typed });
      await call.page.evaluate(() => probe.made.sockets.at(-1).close(4000));
    }
    await call.until(`socket ${least} is there`, async () => (await sockets(call)) >= least);
    await recovered(call, mark);
    await goesOn(call, agent, name);
    await call.end();
  });
}

scenario("the server is killed and comes back: muted stays muted, and the call goes on with who comes", { hears: "talking", expected, timeout: 90_000, firefox }, async (scene) => {
  const first = await startLivekit();
  scene.livekit = first;
  let second;
  try {
    const { agent, call } = await inACall(scene);
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    // LiveKit's SDK brings its agents back too: this one stays away, as one on a machine of its own may.
    await agent.kill();
    const mark = await call.mark();
    await first.kill();
    await call.told("connection", "reconnecting");
    assert.equal((await call.state()).status, "connected");
    second = await startLivekit({ ports: first.ports });
    const before = await sockets(call);
    scene.livekit = second;
    const back = await scene.agent("speko", { identity: "agent-again" });
    await recovered(call, mark);
    // One that was under way, one that is told that there is no such session, and one that joins anew.
    const after = await sockets(call);
    assert.ok(after - before <= 3, `it took ${after - before} sockets`);
    await back.do("speak");
    await call.untilSound(await call.now());
    assert.equal((await call.state()).mic, "muted");
    await back.hearsNothing("user");
    assert.equal((await back.heard("user")).audible, 0, "nothing of the microphone was heard");
    await call.press("mic-toggle");
    await goesOn(call, back, "again");
    await call.end();
  } finally {
    await second?.stop();
    await first.stop();
  }
});

scenario("a server that does not take the token any more: another is fetched, and the call goes on", { hears: "talking", expected, timeout: 90_000 }, async (scene) => {
  const first = await startLivekit();
  scene.livekit = first;
  let second;
  const secret = "another";
  const tokens = [{}, { secret }].map((options) => mint({ room: scene.room, ...options }));
  let asked = 0;
  scene.site.answers["/token"] = () => ({ transportToken: tokens[asked++], transportUrl: first.url, roomName: scene.room });
  try {
    const call = await scene.page({ token: null, query: { credentials: "/token" } });
    await call.start();
    await first.kill();
    const lost = await call.told("connection", "reconnecting");
    second = await startLivekit({ ports: first.ports, config: { keys: { devkey: secret } } });
    await call.told("connection", "good", { after: lost, timeout: 20_000 });
    assert.equal(asked, 2);
    const { status, error } = await call.state();
    assert.deepEqual({ status, error }, { status: "connected", error: null });
    await call.end();
  } finally {
    await second?.stop();
    await first.stop();
  }
});

const freezes = { only: "chromium", why: "WebDriver freezes no page" };
scenario("a page that was frozen takes its session up when it thaws", { hears: "talking", expected, ...freezes }, async (scene) => {
  const { agent, call } = await inACall(scene);
  await call.session.send("Page.setWebLifecycleState", { state: "frozen" });
  await call.session.send("Page.setWebLifecycleState", { state: "active" });
  await call.until("there is a new line", async () => (await call.quietly("speko.state().connection")) === "good" && (await call.quietly("probe.made.sockets.length")) > 1, { timeout: 20_000 });
  // A page that was frozen stays hidden, and draws nothing, until it is looked at.
  await call.session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await goesOn(call, agent, "thawed");
  assert.equal(await call.page.$eval(slot("call-button"), (button) => button.dataset.state), "connected");
  await call.end();
});
