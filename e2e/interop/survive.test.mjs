// Failures during a call and the recovery: of the socket, the server and the page, and reconnects
// that the server requests. Failures of the network between them are tested in `network.test.mjs`.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { startLivekit } from "../lib/livekit.mjs";
import { slot } from "../lib/page.mjs";
import { mint } from "../lib/token.mjs";

const scenario = interop();
const expected = [/WebSocket/, /Failed to load resource/];
const firefox = "how a closed socket is reported, and ICE restarts of two peer connections";

/**
 * Checks that both sides hear each other now, and that a message arrives once in each direction.
 */
async function assertContinues(call, agent, name) {
  await agent.hears("user");
  await call.untilSound(await call.now());
  await call.type(`${name}: to the agent`);
  await agent.untilEvent("packet", ({ packet }) => packet.text === `${name}: to the agent`);
  await agent.do("packet", { type: "agent_message", text: `${name}: to the user`, isFinal: true });
  await call.untilRow("agent", `${name}: to the user`);
  const texts = agent.all("packet").filter(({ packet }) => packet.text === `${name}: to the agent`);
  assert.equal(texts.length, 1);
  // Consecutive messages of the agent are one row.
  const said = (await call.rows()).map(({ text }) => text).join("\n");
  assert.equal(said.split(`${name}: to the user`).length - 1, 1, said);
  // On a busy machine the media path can be reported as lost for a moment.
  await call.until("the status is connected and the connection good", async () => {
    const { status, connection } = await call.state();
    return status === "connected" && connection === "good";
  });
  assert.equal(await call.slot("error-notice"), null);
}

/** Returns the number of sockets that the page has created so far. */
const sockets = (call) => call.page.evaluate(() => probe.made.sockets.length);

/**
 * Waits until the connection has been lost after a mark and is good again. Before the loss it was
 * good too.
 */
const recovered = (call, mark) =>
  call.until("the connection is lost and good again", async () => {
    const later = (await call.events()).slice(mark).filter(({ kind }) => kind === "connection");
    return later.some(({ data }) => data === "reconnecting") && later.at(-1).data === "good";
  }, { timeout: 60_000 });

scenario("a lost socket leaves no audio gap, and the session is resumed on another socket", { hears: "talking", expected, timeout: 240_000, firefox }, async (scene) => {
  const { agent, call } = await scene.talking();
  await agent.do("packet", { type: "agent_message", text: "before", isFinal: true });
  await call.untilRow("agent", "before");
  const playing = () => probe.playing().map((sound) => ({ sound, track: sound.srcObject.getAudioTracks()[0] }));
  await call.page.evaluate(`window.before = (${playing})()`);
  const { sid } = await scene.livekit.rooms.participant(scene.room, "user");
  // A gap that the client causes is in every try; one that a busy machine causes is not.
  let tries = 0;
  let silent;
  do {
    tries += 1;
    const mark = await call.mark();
    const from = await call.now();
    await call.page.evaluate(() => probe.made.sockets.at(-1).close(4000));
    await recovered(call, mark);
    // 500 ms of received audio since the failure.
    await call.untilReceived(500, from);
    silent = await call.page.evaluate((from) => {
      let longest = 0;
      let run = 0;
      for (const { at, millis, played } of probe.samples) {
        if (at - millis < from) continue;
        run = played > 0.005 ? 0 : run + millis;
        longest = Math.max(longest, run);
      }
      return longest;
    }, from);
    // A buffer between two processes can underrun for some blocks of 21 ms; a gap of less than
    // 100 ms is inaudible.
  } while (silent >= 100 && tries < 5);
  assert.ok(silent < 100, `silent for ${silent} ms in the last of ${tries} tries`);
  const same = `(${playing})().every(({ sound, track }, index) => sound === before[index].sound && track === before[index].track)`;
  assert.ok(await call.page.evaluate(`before.length === 1 && ${same}`), "the same track continues in the same element");
  assert.ok((await sockets(call)) > tries, "each failure is followed by another socket");
  const after = await scene.livekit.rooms.participant(scene.room, "user");
  assert.equal(after.sid, sid, "the session is resumed: a full reconnect gets another sid");
  await assertContinues(call, agent, "after");
  assert.ok((await call.rows()).some(({ text }) => text.startsWith("before")), "the transcript is kept");
  await call.end();
});

// With two peer connections, livekit-server 1.13.5 offers the agent's m-line on the dead socket.
// When the session is resumed, it applies the previous answer to that offer, and then sends audio
// that matches no m-line. Seen in Firefox.
const two = { only: "chromium", why: "livekit-server mismatches its own m-lines with two peer connections" };
scenario("an agent that joins and a server mute during a socket outage apply after the reconnect", { hears: "talking", expected, ...two }, async (scene) => {
  const call = await scene.page();
  await call.start();
  // Its process starts before the outage, which the server tolerates for a limited time.
  const agent = await scene.spawner.start("speko");
  scene.agents.push(agent);
  const outage = await call.mark();
  await call.page.evaluate(() => {
    // No server listens there.
    const Real = window.WebSocket;
    window.WebSocket = function () {
      return new Real("ws://127.0.0.1:9");
    };
    window.letThrough = () => (window.WebSocket = Real);
    probe.made.sockets.at(-1).close(4000);
  });
  await call.untilEvent("connection", "reconnecting", { after: outage });
  await agent.join(scene.livekit, scene.room);
  await scene.livekit.rooms.mute(scene.room, "user");
  const mark = await call.mark();
  const from = await call.now();
  await call.page.evaluate(() => letThrough());
  await call.untilEvent("connection", "good", { after: mark });
  await call.untilEvent("mic", "server-muted", { after: mark });
  await agent.do("speak");
  await call.untilSound(from);
  await call.press("mic-toggle");
  await assertContinues(call, agent, "after");
  await call.end();
});

/** Encodes a protobuf field that holds bytes. */
const field = (number, bytes) => [(number << 3) | 2, bytes.length, ...bytes];
// SignalRequest.simulate, which LiveKit's own tests use, by its field number. The open-source
// server does not migrate sessions: it sends what a real migration sends.
const simulate = (scenario) => field(13, [scenario << 3, 1]);
// The open-source server does not implement scenario 9, which requests a full reconnect. It
// requests one if SignalRequest.sync_state names a track (SyncState.publish_tracks) that it does
// not have.
const strangersTrack = field(12, field(3, field(2, field(1, [...Buffer.from("TR_nobody")]))));
// In the gate, Firefox only runs the cases in which connections end differently.
for (const [name, frame, { least, breaks = false, ...where }] of [
  ["the server sends leave", simulate(4), { least: 2 }],
  ["the server migrates the session", simulate(3), { least: 2 }],
  ["the server closes the socket again on resume", simulate(7), { least: 3, breaks: true, firefox }],
  ["the server requests a full reconnect", strangersTrack, { least: 2, firefox }],
]) {
  scenario(`${name}: the call continues`, { hears: "talking", expected, ...where }, async (scene) => {
    const { agent, call } = await scene.talking();
    const mark = await call.mark();
    await call.page.evaluate((frame) => probe.made.sockets.at(-1).send(new Uint8Array(frame)), frame);
    if (breaks) {
      // Once it answers a later message, it has processed the request.
      const typed = agent.mark();
      await call.type(`${name}: a moment`);
      await agent.untilEvent("packet", ({ packet }) => packet.text === `${name}: a moment`, { after: typed });
      await call.page.evaluate(() => probe.made.sockets.at(-1).close(4000));
    }
    await call.until(`socket ${least} is created`, async () => (await sockets(call)) >= least);
    await recovered(call, mark);
    await assertContinues(call, agent, name);
    await call.end();
  });
}

scenario("after a server restart the call reconnects, stays muted and works with a new agent", { hears: "talking", expected, timeout: 240_000, firefox }, async (scene) => {
  const first = await startLivekit();
  scene.livekit = first;
  let second;
  try {
    const { agent, call } = await scene.talking();
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    // LiveKit's SDK reconnects its agents too. This one stays away, as an agent on another machine
    // may.
    await agent.kill();
    const mark = await call.mark();
    await first.kill();
    await call.untilEvent("connection", "reconnecting", { after: mark });
    assert.equal((await call.state()).status, "connected");
    second = await startLivekit({ ports: first.ports });
    const before = await call.page.evaluate(() => ({ sockets: probe.made.sockets.length, events: speko.events.length }));
    scene.livekit = second;
    const back = await scene.agent("speko", { identity: "agent-again" });
    await recovered(call, mark);
    // At most one that was being opened, one that learns that the session does not exist, and one
    // for the full reconnect. On a busy machine attempts time out: each reported one may need
    // another socket.
    const taken = (await sockets(call)) - before.sockets;
    const attempts = (await call.events()).slice(before.events).filter(({ kind }) => kind === "reconnecting").length;
    assert.ok(taken <= 3 + attempts, `the reconnect took ${taken} sockets in ${attempts} attempts`);
    await back.do("speak");
    await call.untilSound(await call.now());
    assert.equal((await call.state()).mic, "muted");
    await back.hearsNothing("user");
    assert.equal((await back.heard("user")).audible, 0, "no microphone audio was received");
    await call.press("mic-toggle");
    await assertContinues(call, back, "again");
    await call.end();
  } finally {
    await second?.stop();
    await first.stop();
  }
});

scenario("a reconnect whose token is rejected requests new credentials, and the call continues", { hears: "talking", expected, timeout: 240_000 }, async (scene) => {
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
    const mark = await call.mark();
    await first.kill();
    const lost = await call.untilEvent("connection", "reconnecting", { after: mark });
    second = await startLivekit({ ports: first.ports, config: { keys: { devkey: secret } } });
    await call.untilEvent("connection", "good", { after: lost, timeout: 60_000 });
    assert.equal(asked, 2);
    const { status, error } = await call.state();
    assert.deepEqual({ status, error }, { status: "connected", error: null });
    await call.end();
  } finally {
    await second?.stop();
    await first.stop();
  }
});

const freezes = { only: "chromium", why: "WebDriver has no command to freeze a page" };
scenario("a frozen page resumes its session when it becomes active", { hears: "talking", expected, ...freezes }, async (scene) => {
  const { agent, call } = await scene.talking();
  await call.session.send("Page.setWebLifecycleState", { state: "frozen" });
  await call.session.send("Page.setWebLifecycleState", { state: "active" });
  await call.until("a new socket is connected", async () => (await call.evaluateWithoutGesture("speko.state().connection")) === "good" && (await call.evaluateWithoutGesture("probe.made.sockets.length")) > 1, { timeout: 60_000 });
  // A page that was frozen stays hidden, and does not render, until it gets the focus.
  await call.session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await assertContinues(call, agent, "thawed");
  assert.equal(await call.page.$eval(slot("call-button"), (button) => button.dataset.state), "connected");
  await call.end();
});
