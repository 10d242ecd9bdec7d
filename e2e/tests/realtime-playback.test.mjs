// What a realtime conversation plays: a known tone from the server, with jitter, a blocked page,
// and interruptions. The numbers (s…) are those of docs/contract.md.
import assert from "node:assert/strict";
import { realtimeSuite, SAME_IN_ALL_BROWSERS } from "../lib/realtime-suite.mjs";
import { reportStall, STALL } from "../lib/stall.mjs";
import { measure } from "../lib/tone.mjs";
import { until } from "../lib/until.mjs";

const realtime = realtimeSuite();

/** The playout delay does not cover frames that arrive later than this, in ms. */
const LATE = 65;

/** From now on, notes in `arrivals` when each frame arrives, by the page's audio clock. */
const noteArrivals = () => {
  const isFirst = !window.arrivals;
  window.arrivals = [];
  if (!isFirst) return;
  const note = ({ data }) => typeof data !== "string" && arrivals.push(probe.outlet().currentTime * 1000);
  probe.made.sockets.at(-1).addEventListener("message", note);
};

/**
 * Returns by how many ms the latest frame was late, relative to the first, and how many frames were
 * late enough for an underrun. After an underrun playback is that much later.
 */
function lateness(arrivals) {
  let [latest, underruns, shift] = [0, 0, 0];
  for (const [index, at] of arrivals.entries()) {
    const late = at - arrivals[0] - index * 20;
    latest = Math.max(latest, late);
    if (late - shift <= LATE) continue;
    underruns += 1;
    shift = late;
  }
  return { latest, underruns };
}

/**
 * Records what the page plays from now on, until it is silent again. Returns the analysis, and how
 * late the played frames arrived.
 */
async function recorded(call, play) {
  const recorder = await call.page.evaluateHandle(() => probe.record());
  await call.page.evaluate(noteArrivals);
  const began = await call.now();
  await play();
  await call.untilSound(began);
  await call.untilSilence(40_000, { after: began });
  const { rate, samples } = await recorder.evaluate((recorder) => recorder.stop());
  return { ...measure(samples, rate), ...lateness(await call.page.evaluate(() => arrivals)) };
}

const isTone = ({ hertz, level, dip, seconds }, { hertz: wanted = 440, level: loud = 0.5, seconds: length }) => {
  const found = JSON.stringify({ hertz, level, dip, seconds });
  assert.ok(Math.abs(hertz - wanted) < 2, found);
  assert.ok(Math.abs(level / loud - 1) < 0.06, found);
  assert.equal(dip, 0, `a gap: ${found}`);
  assert.ok(Math.abs(seconds - length) < 0.06, found);
};

/**
 * Sends a tone as fast as possible, and checks that it is played unchanged. Repeats that once if
 * there is a gap and a busy machine delayed the frames.
 */
async function playsTone(call, connection, t, { seconds, hertz = 440 }) {
  for (const again of [false, true]) {
    const heard = await recorded(call, () => connection.tone(seconds, { hertz }));
    t.diagnostic(JSON.stringify(heard));
    if (heard.dip === 0 || heard.latest <= LATE || again) return isTone(heard, { seconds, hertz });
    reportStall(heard.latest);
  }
}

realtime("s121 a received tone is played unchanged", {}, async (call, connection, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 1, "playback runs on the audio thread");
  await playsTone(call, connection, t, { seconds: 3 });
});

realtime("60 ms of network jitter leave no gap in playback", SAME_IN_ALL_BROWSERS, async (call, connection, t) => {
  // The same delays in each run: 0 to 60 ms.
  let seed = 1;
  const late = () => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * 60;
  for (let tries = 1; ; tries += 1) {
    // A busy machine adds delay. What counts is the delay of each frame's arrival by the page's
    // audio clock, relative to the first.
    const heard = await recorded(call, () => connection.tone(5, { late }));
    const { latest } = heard;
    t.diagnostic(JSON.stringify(heard));
    if (latest <= LATE) return isTone(heard, { seconds: 5 });
    // The jitter was more than 60 ms, so a gap is allowed. It lasts as long as a frame is late
    // beyond the 80 ms of buffer, plus the time to refill the buffer, which grows by as much.
    assert.ok(heard.dip <= 2 * latest, `a gap of ${heard.dip} ms with frames up to ${latest.toFixed(0)} ms late`);
    if (tries === 2) return t.diagnostic(`the jitter exceeded ${LATE} ms in both attempts`);
    if (latest > STALL) reportStall(latest);
  }
});

realtime("a main thread blocked for 300 ms delays agent audio and loses none of it", {}, async (call, connection, t) => {
  // Firefox updates a context's time only between tasks: the first frame after a long task is
  // scheduled in the past.
  const busy = () => call.page.evaluate(() => {
    const until = Date.now() + 300;
    while (Date.now() < until);
  });
  const play = async () => {
    const before = connection.sent;
    const tone = connection.tone(2, { late: () => 0 });
    for (const sent of [10, 50]) {
      await until("enough frames of the tone are sent", () => connection.sent - before >= sent);
      await busy();
    }
    await tone;
  };
  for (const again of [false, true]) {
    const heard = await recorded(call, play);
    t.diagnostic(JSON.stringify(heard));
    const isComplete = Math.abs(heard.audible - 2) < 0.05;
    // Each underrun makes the measured length less exact. A busy machine causes more of them than
    // the two of this test.
    if (isComplete || heard.underruns <= 2 || again) return assert.ok(isComplete, JSON.stringify(heard));
    reportStall(heard.latest);
  }
});

realtime("s127 a megabyte of malformed messages and odd frame lengths are ignored", SAME_IN_ALL_BROWSERS, async (call, connection, t) => {
  for (let left = 1_000_000; left > 0; left -= 4_999) connection.socket.send("\u0000{]".repeat(1_666) + left);
  for (const text of ["", "[]", '{"t":7}', '{"t":"new"}', '{"t":"transcript","text":5}']) connection.socket.send(text);
  for (const bytes of [0, 1, 3]) connection.socket.send(Buffer.alloc(bytes));
  connection.send({ t: "transcript", role: "assistant", text: "Still here", final: true });
  await call.untilRow("agent", "Still here");
  await playsTone(call, connection, t, { seconds: 1 });
});

realtime("s123 an interruption stops playback, and later audio is played", {}, async (call, connection, t) => {
  // Without the interruption it would be played until long after the limit for the silence.
  await connection.tone(30);
  await call.untilSound();
  // From now on, not from the first sound: the burst of frames keeps the page busy.
  assert.ok((await call.loudness(await call.now(), 200)).played > 0.1);
  const before = await call.now();
  connection.send({ t: "interruption", at: "user" });
  await call.untilSilence(10_000, { after: before });
  await playsTone(call, connection, t, { hertz: 660, seconds: 1 });
});

realtime("s127 audio received before the microphone is allowed is played", { open: false, early: () => (probe.prompt.holding = "question") }, async (call, connection) => {
  await connection.tone(1);
  await call.page.waitForFunction(() => probe.prompt.asked === 1);
  await call.page.evaluate(() => {
    probe.prompt.holding = "";
    probe.prompt.release();
  });
  await call.untilState("call-button", "connected");
  assert.ok((await call.untilSound()) > 0);
});
