// Realtime conversations against the tests' own server: a known tone in both directions, bad
// connections, and every way to end. The numbers (s…) are those of docs/contract.md.
import assert from "node:assert/strict";
import { BROWSER, SPEECH } from "../lib/paths.mjs";
import { slot } from "../lib/page.mjs";
import { measure, phaseJump, startSpeech, unbroken } from "../lib/speech.mjs";
import { reportStall, STALL } from "../lib/stall.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const visit = suite({ page: SPEECH });
const AUDIO = "audio: AudioContext, worklet, socket";
/** For tests of logic that does not depend on the engine: protocol, jitter buffer. */
const SAME = { firefox: undefined };

/** Registers a test with its own server. The page connects to it at the start. */
const speak = (name, { greet, open = true, ...options }, body) =>
  visit(name, { firefox: AUDIO, ...options }, async (call, t) => {
    const speech = await startSpeech(greet);
    t.after(() => speech.stop());
    await call.giveCredentials(speech.credentials);
    if (options.early) await call.page.evaluate(options.early);
    if (open) await call.start();
    else await call.press("call-button");
    await body(call, await speech.line(), t);
    if (await call.page.$(slot("call-button", "connected"))) await call.press("call-button");
    await call.untilReleased();
  });

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
  for (const [piece, at] of arrivals.entries()) {
    const late = at - arrivals[0] - piece * 20;
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
async function playsTone(call, line, t, { seconds, hertz = 440 }) {
  for (const again of [false, true]) {
    const heard = await recorded(call, () => line.tone(seconds, { hertz }));
    t.diagnostic(JSON.stringify(heard));
    if (heard.dip === 0 || heard.latest <= LATE || again) return isTone(heard, { seconds, hertz });
    reportStall(heard.latest);
  }
}

speak("s121 a received tone is played unchanged", {}, async (call, line, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 1, "playback runs on the audio thread");
  await playsTone(call, line, t, { seconds: 3 });
});

speak("60 ms of network jitter leave no gap in playback", SAME, async (call, line, t) => {
  // The same delays in each run: 0 to 60 ms.
  let seed = 1;
  const late = () => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * 60;
  for (let tries = 1; ; tries += 1) {
    // A busy machine adds delay. What counts is the delay of each frame's arrival by the page's
    // audio clock, relative to the first.
    const heard = await recorded(call, () => line.tone(5, { late }));
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

speak("a main thread blocked for 300 ms delays agent audio and loses none of it", {}, async (call, line, t) => {
  // Firefox updates a context's time only between tasks: the first frame after a long task is
  // scheduled in the past.
  const busy = () => call.page.evaluate(() => {
    const until = Date.now() + 300;
    while (Date.now() < until);
  });
  const play = async () => {
    const before = line.sent;
    const tone = line.tone(2, { late: () => 0 });
    for (const sent of [10, 50]) {
      await until("enough frames of the tone are sent", () => line.sent - before >= sent);
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

// Off: noise suppression removes a steady tone.
const raw = () => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const off = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  mediaDevices.getUserMedia = ({ audio }) => ask({ audio: { ...audio, ...off } });
};

// Records what the browser delivers from the microphone, and when the page sends each frame by the
// audio clock: on a busy machine the wall clock runs ahead.
const timed = () => {
  probe.recordMicrophone();
  window.sent = [];
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") sent.push(probe.outlet().currentTime * 1000);
    send.call(this, data);
  };
};

/**
 * Waits until the page has sent three seconds of the fake microphone's tone of which no block was
 * lost before it, and no frame in it. A busy machine loses blocks between the device and the page,
 * and a page that is blocked for a second drops frames. Returns the times when all frames were
 * sent, and the three seconds by the audio clock, with the time `due` when frame 0 would have been
 * sent without any delay or loss: `{ frames, from, to, due }` in ms.
 */
const delivered = async (call, hertz) => {
  let recent = [];
  let { blocks: skip } = await call.page.evaluate(() => probe.microphone(Infinity));
  return until("three unbroken seconds are delivered and sent", async () => {
    const { rate, samples, end, blocks } = await call.page.evaluate((skip) => probe.microphone(skip), skip);
    skip = blocks;
    recent = recent.concat(samples).slice(-5 * rate);
    const part = unbroken(recent, rate, hertz);
    // Not to the end: `dueWithoutLoss` needs a second of later frames.
    const lasts = Math.min(part.to, recent.length / rate - 1.2) - part.from;
    if (lasts < 3) return false;
    const from = ((end - recent.length) / rate + part.from) * 1_000;
    const to = from + lasts * 1_000;
    const frames = await call.page.evaluate(() => sent);
    const due = dueWithoutLoss(frames, from, to);
    return due !== null && { frames, from, to, due };
  }, { timeout: 45_000, every: 500 });
};

/**
 * Returns when frame 0 would have been sent, by the least delayed of the frames that were sent
 * between two moments; null if a frame was dropped then. After a dropped frame each frame is sent
 * 20 ms later than its number says. Frames are dropped when the page sends many at once, a long
 * time after they were due.
 */
const dueWithoutLoss = (frames, from, to) => {
  const delays = frames.map((at, index) => ({ at, delay: at - index * 20 })).filter(({ at }) => at >= from);
  const during = delays.filter(({ at }) => at <= to).map(({ delay }) => delay);
  const due = Math.min(...during);
  if (during.length < 100 || Math.max(...during) - due > 500) return null;
  // Half a second each, and at least one that is entirely later.
  for (let first = 0; first < during.length + 25; first += 25) {
    const some = delays.slice(first, first + 25).map(({ delay }) => delay);
    if (some.length < 25 || Math.min(...some) - due > 15) return null;
  }
  return due;
};

speak("s106 s107 s115 s117 a captured tone is sent unchanged in frames of 20 ms", { hears: "tone", early: `(${raw})(); (${timed})()` }, async (call, line, t) => {
  assert.equal(line.protocols, "aaaa.bbbb.cccc");
  assert.ok(!line.url.includes("aaaa"));
  await until("five seconds of audio are received", () => line.heard.length > 250, { timeout: 60_000 });
  assert.ok(line.heard.slice(50, 250).every(({ data }) => data.length === 960), "20 ms at 24 kHz");
  await call.page.waitForFunction(() => sent.length >= 200);
  const { frames, from, to, due } = await delivered(call, 440);
  // By the least delayed frames of the first and the last second: a busy page sends some frames
  // late.
  const least = (some) => Math.min(...some.map((at, index) => at - index * 20));
  const drift = least(frames.slice(150, 200)) - (least(frames.slice(0, 50)) + 150 * 20);
  assert.ok(Math.abs(drift / (150 * 20)) < 0.02, `150 frames in ${3_000 + drift} ms`);
  // A frame holds audio of the 45 ms before it is due.
  const [first, last] = [Math.ceil((from + 45 - due) / 20), Math.floor((to - due) / 20)];
  await until("these frames have arrived", () => line.heard.length > last);
  const sound = line.samples().slice(first * 480, last * 480);
  const heard = measure(sound, 24_000);
  t.diagnostic(JSON.stringify(heard));
  assert.ok(heard.seconds > 2.8, JSON.stringify(heard));
  assert.ok(Math.abs(heard.hertz - 440) < 2, JSON.stringify(heard));
  assert.ok(Math.abs(heard.level / 0.3 - 1) < 0.06, JSON.stringify(heard));
  assert.equal(heard.dip, 0);
  const jump = phaseJump(sound, 24_000, 440);
  assert.ok(jump < 0.2, `a block was lost: the phase jumps by ${jump.toFixed(3)} rad`);
});

/** Waits for the frames in flight: they have arrived once 300 ms of audio pass without one. */
const untilLastFrame = (call, line) =>
  until("the last frame has arrived", async () => {
    const before = line.heard.length;
    await call.untilReceived(300);
    return line.heard.length === before;
  });

speak("s119 no frame is sent while muted", { hears: "tone" }, async (call, line) => {
  await until("audio is received", () => line.heard.length > 20);
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await untilLastFrame(call, line);
  const muted = line.heard.length;
  // Silence itself is asserted, over one second of audio, which would be 50 frames.
  await call.untilReceived(1_000);
  assert.equal(line.heard.length, muted);
  await call.press("mic-toggle");
  await until("audio is received again", () => line.heard.length > muted + 20);
});

speak("s127 a megabyte of malformed messages and odd frame lengths are ignored", SAME, async (call, line, t) => {
  for (let left = 1_000_000; left > 0; left -= 4_999) line.socket.send("\u0000{]".repeat(1_666) + left);
  for (const text of ["", "[]", '{"t":7}', '{"t":"new"}', '{"t":"transcript","text":5}']) line.socket.send(text);
  for (const bytes of [0, 1, 3]) line.socket.send(Buffer.alloc(bytes));
  line.say({ t: "transcript", role: "assistant", text: "Still here", final: true });
  await call.untilRow("agent", "Still here");
  await playsTone(call, line, t, { seconds: 1 });
});

speak("s123 an interruption stops playback, and later audio is played", {}, async (call, line, t) => {
  // Without the interruption it would be played until long after the limit for the silence.
  await line.tone(30);
  await call.untilSound();
  // From now on, not from the first sound: the burst of frames keeps the page busy.
  assert.ok((await call.loudness(await call.now(), 200)).played > 0.1);
  const before = await call.now();
  line.say({ t: "interruption", at: "user" });
  await call.untilSilence(10_000, { after: before });
  await playsTone(call, line, t, { hertz: 660, seconds: 1 });
});

speak("frames are dropped, not queued, while the socket's buffer is full", { hears: "tone", ...SAME }, async (call, line) => {
  await until("audio is received", () => line.heard.length > 20);
  // As for a socket whose other end does not read: sent data stays buffered.
  await call.page.evaluate(() => {
    window.full = 48_000;
    const { get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "bufferedAmount");
    Object.defineProperty(WebSocket.prototype, "bufferedAmount", { get() { return window.full || get.call(this); } });
  });
  await untilLastFrame(call, line);
  const before = line.heard.length;
  // This would be 100 frames.
  await call.untilReceived(2_000);
  assert.equal(line.heard.length, before, "dropped, not queued");
  await call.page.evaluate(() => {
    window.sent = 0;
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      if (typeof data !== "string") window.sent += 1;
      send.call(this, data);
    };
    window.full = 0;
    window.freed = probe.outlet().currentTime;
  });
  await call.untilReceived(500);
  await until("audio is received again", () => line.heard.length > before + 20);
  // 50 frames a second by the audio clock, and at most a second of those that a busy page had not
  // handled yet. If the frames of the two seconds had been queued, they would be sent as well.
  const { sent, seconds } = await call.page.evaluate(() => ({ sent, seconds: probe.outlet().currentTime - freed }));
  assert.ok(sent <= seconds * 50 + 50, `dropped frames were sent later: ${sent} frames in ${seconds} s`);
});

speak("s127 bufferedAmount does not grow while the server does not read", { hears: "tone" }, async (call, line) => {
  await until("audio is received", () => line.heard.length > 20);
  line.socket.pause();
  const waits = () => call.page.evaluate(() => probe.made.sockets.at(-1).bufferedAmount);
  // This fills the system's own buffers.
  await call.page.evaluate(() => probe.made.sockets.at(-1).send(new Uint8Array(24 << 20)));
  await call.untilReceived(1_000);
  const before = await waits();
  assert.ok(before > 1 << 20, `only ${before} bytes are buffered`);
  await call.untilReceived(2_000);
  assert.ok((await waits()) <= before, "two seconds of audio would be 96,000 bytes more");
  const heard = line.heard.length;
  line.socket.resume();
  await until("audio is received again", () => line.heard.length > heard + 20, { timeout: 60_000 });
});

speak("s127 audio received before the microphone is allowed is played", { open: false, early: () => (probe.prompt.holding = "question") }, async (call, line) => {
  await line.tone(1);
  await call.page.waitForFunction(() => probe.prompt.asked === 1);
  await call.page.evaluate(() => {
    probe.prompt.holding = "";
    probe.prompt.release();
  });
  await call.untilState("call-button", "connected");
  assert.ok((await call.untilSound()) > 0);
});

const fallback = () => {
  AudioWorklet.prototype.addModule = async () => {
    throw new DOMException("", "AbortError");
  };
  // When the page gets each block of the microphone, and how many frames it had sent until then.
  window.blocks = [];
  let frames = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") frames += 1;
    send.call(this, data);
  };
  const create = BaseAudioContext.prototype.createScriptProcessor;
  BaseAudioContext.prototype.createScriptProcessor = function (size, ...channels) {
    const node = create.call(this, size, ...channels);
    window.blockMillis = (size / this.sampleRate) * 1000;
    node.addEventListener("audioprocess", () => blocks.push({ at: this.currentTime * 1000, frames }));
    return node;
  };
};

/**
 * Waits for a second of sent frames in which the page got each block in time, in stretches of at
 * least 12 frames. Returns their first and last frames. Chromium's ScriptProcessor has two buffers:
 * a block that a busy page reads late is lost or overwritten. Firefox queues the blocks.
 */
const undisturbed = async (call) => {
  const stretches = (wanted, queued) => {
    const found = [];
    let total = 0;
    let begin = 0;
    const take = (end) => {
      // Not the first block: it may itself be late by less than can be detected.
      const [first, last] = [blocks[begin].frames + 4, blocks[end].frames - 2];
      if (last - first < 12) return;
      found.push({ first, last });
      total += last - first;
    };
    for (const [index, { at }] of blocks.entries()) {
      const late = !queued && index > 0 && at - blocks[index - 1].at > 1.5 * blockMillis;
      if (late) take(index - 1);
      // Not from the start: the first half second of a fake microphone is not measured.
      if (late || blocks[begin].frames < 25) begin = index;
    }
    if (blocks.length) take(blocks.length - 1);
    return total >= wanted && found;
  };
  const found = await call.page.waitForFunction(stretches, { timeout: 45_000, polling: 50 }, 50, BROWSER === "firefox");
  return found.jsonValue();
};

speak("s118 capture and playback work without AudioWorklet", { hears: "tone", early: `(${raw})(); (${fallback})()` }, async (call, line, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 0);
  const stretches = await undisturbed(call);
  await until("these frames have arrived", () => line.heard.length > stretches.at(-1).last);
  const sound = line.samples();
  const parts = stretches.map(({ first, last }) => measure(sound.slice(first * 480, last * 480), 24_000));
  t.diagnostic(JSON.stringify(parts));
  for (const { dip, level } of parts) {
    assert.equal(dip, 0);
    assert.ok(Math.abs(level / 0.3 - 1) < 0.06, `level ${level}`);
  }
  const sum = (key) => parts.reduce((sum, part) => sum + key(part), 0);
  const hertz = sum(({ hertz, seconds }) => hertz * seconds) / sum(({ seconds }) => seconds);
  assert.ok(Math.abs(hertz - 440) < 3, `${hertz} Hz`);
  // Long enough, should the measurement window be repeated.
  await line.tone(8);
  await call.untilSound();
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played > 0.2, `played at ${played}`);
});

speak("s110 s129 a server error before ready fails without a microphone prompt", {
  ...SAME,
  open: false,
  greet: (line) => {
    line.say({ t: "error", code: "S2S_PROVIDER_CONNECT_FAILED", message: "no model" });
    line.socket.close(1011);
  },
}, async (call) => {
  const { code } = await call.untilError();
  assert.equal(code, "CONNECTION_FAILED");
  await call.untilState("call-button", "idle");
  assert.equal(await call.page.evaluate(() => probe.prompt.asked), 0, "s107 the microphone is not requested");
});

speak("a socket closed during the microphone prompt shows an error", { open: false, early: () => (probe.prompt.holding = "question") }, async (call, line) => {
  await call.page.waitForFunction(() => probe.prompt.asked === 1);
  line.socket.close(1011, "too late");
  await call.untilError();
  await call.page.evaluate(() => probe.prompt.release());
});

for (const [code, shown] of [[1000, "idle"], [1011, "error"]]) {
  speak(`s129 a socket closed with ${code} during playback ends the call`, code === 1000 ? SAME : {}, async (call, line) => {
    await line.tone(20);
    await call.untilSound();
    line.socket.close(code, "over");
    await call.untilState("call-button", "idle");
    if (shown === "error") await call.untilError();
    else assert.equal(await call.page.$(slot("error-notice")), null);
  });
}

speak("s130 hanging up closes the socket with 1000 client_stopped", {}, async (call, line) => {
  await call.press("call-button");
  assert.deepEqual(await line.closed, { code: 1000, reason: "client_stopped" });
});
