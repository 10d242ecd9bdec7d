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

/** Records what the page plays from now on, until it is silent again. Returns the analysis. */
async function recorded(call, play) {
  const recorder = await call.page.evaluateHandle(() => probe.record());
  const began = await call.now();
  await play();
  await call.untilSound(began);
  await call.untilSilence(20_000, { after: began });
  const { rate, samples } = await recorder.evaluate((recorder) => recorder.stop());
  return measure(samples, rate);
}

const isTone = ({ hertz, level, dip, seconds }, { hertz: wanted = 440, level: loud = 0.5, seconds: length }) => {
  const found = JSON.stringify({ hertz, level, dip, seconds });
  assert.ok(Math.abs(hertz - wanted) < 2, found);
  assert.ok(Math.abs(level / loud - 1) < 0.06, found);
  assert.equal(dip, 0, `a gap: ${found}`);
  assert.ok(Math.abs(seconds - length) < 0.06, found);
};

speak("s121 a received tone is played unchanged", {}, async (call, line, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 1, "playback runs on the audio thread");
  const heard = await recorded(call, () => line.tone(3));
  t.diagnostic(JSON.stringify(heard));
  isTone(heard, { seconds: 3 });
});

speak("60 ms of network jitter leave no gap in playback", SAME, async (call, line, t) => {
  // The same delays in each run: 0 to 60 ms.
  let seed = 1;
  const late = () => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * 60;
  await call.page.evaluate(() => {
    window.arrivals = [];
    const note = ({ data }) => typeof data !== "string" && arrivals.push(probe.outlet().currentTime * 1000);
    probe.made.sockets.at(-1).addEventListener("message", note);
  });
  for (let tries = 1; ; tries += 1) {
    const from = await call.page.evaluate(() => arrivals.length);
    const heard = await recorded(call, () => line.tone(5, { late }));
    // A busy machine adds delay. What counts is the delay of each frame's arrival by the page's
    // audio clock, relative to the first.
    const arrivals = await call.page.evaluate((from) => arrivals.slice(from), from);
    const latest = Math.max(...arrivals.map((at, piece) => at - arrivals[0] - piece * 20));
    t.diagnostic(`${JSON.stringify(heard)}, the latest frame was ${latest.toFixed(0)} ms late`);
    if (latest <= 70) return isTone(heard, { seconds: 5 });
    // The jitter was more than 60 ms, so a gap is allowed. It lasts as long as a frame is late
    // beyond the 80 ms of buffer, plus the time to refill the buffer, which grows by as much.
    assert.ok(heard.dip <= 2 * latest, `a gap of ${heard.dip} ms with frames up to ${latest.toFixed(0)} ms late`);
    if (tries === 2) return t.diagnostic("the jitter exceeded 70 ms in both attempts");
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
  const heard = await recorded(call, async () => {
    const tone = line.tone(2, { late: () => 0 });
    for (const sent of [10, 50]) {
      await until("enough frames of the tone are sent", () => line.sent >= sent);
      await busy();
    }
    await tone;
  });
  t.diagnostic(JSON.stringify(heard));
  assert.ok(Math.abs(heard.audible - 2) < 0.05, JSON.stringify(heard));
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
 * Waits until the browser has delivered three seconds of the fake microphone's tone without losing
 * a block, and returns them by the audio clock: `{ from, to }` in ms. A busy machine loses blocks
 * between the device and the page.
 */
const delivered = async (call, hertz) => {
  let longest;
  await until("the browser delivers three unbroken seconds", async () => {
    const { rate, first, samples } = await call.page.evaluate(() => probe.microphone());
    // Not from the start: the first half second of a fake microphone is not steady.
    const skipped = rate / 2;
    const { from, to } = unbroken(samples.slice(skipped), rate, hertz);
    const start = (first + skipped) / rate;
    longest = { from: (start + from) * 1_000, to: (start + to) * 1_000 };
    return to - from >= 3;
  }, { timeout: 40_000, every: 500 });
  return longest;
};

speak("s106 s107 s115 s117 a captured tone is sent unchanged in frames of 20 ms", { hears: "tone", early: `(${raw})(); (${timed})()` }, async (call, line, t) => {
  assert.equal(line.protocols, "aaaa.bbbb.cccc");
  assert.ok(!line.url.includes("aaaa"));
  await until("five seconds of audio are received", () => line.heard.length > 250, { timeout: 30_000 });
  assert.ok(line.heard.slice(50, 250).every(({ data }) => data.length === 960), "20 ms at 24 kHz");
  await call.page.waitForFunction(() => sent.length >= 200, { timeout: 15_000 });
  const { from, to } = await delivered(call, 440);
  const frames = await call.page.evaluate(() => sent);
  // By the least delayed frames of the first and the last second: a busy page sends some frames
  // late.
  const least = (some) => Math.min(...some.map((at, index) => at - index * 20));
  const drift = least(frames.slice(150, 200)) - (least(frames.slice(0, 50)) + 150 * 20);
  assert.ok(Math.abs(drift / (150 * 20)) < 0.02, `150 frames in ${3_000 + drift} ms`);
  // Frame 0 was due then, by the least delayed frame. It holds audio of the 45 ms before.
  const due = least(frames);
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

speak("s119 no frame is sent while muted", { hears: "tone" }, async (call, line) => {
  await until("audio is received", () => line.heard.length > 20);
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  // Frames in flight have arrived once a stretch of audio passes without one.
  await until("the last frame has arrived", async () => {
    const before = line.heard.length;
    await call.untilReceived(300);
    return line.heard.length === before;
  });
  const muted = line.heard.length;
  // Silence itself is asserted, over one second of audio, which would be 50 frames.
  await call.untilReceived(1_000);
  assert.equal(line.heard.length, muted);
  await call.press("mic-toggle");
  await until("audio is received again", () => line.heard.length > muted + 20);
});

speak("s127 a megabyte of malformed messages and odd frame lengths are ignored", SAME, async (call, line) => {
  for (let left = 1_000_000; left > 0; left -= 4_999) line.socket.send("\u0000{]".repeat(1_666) + left);
  for (const text of ["", "[]", '{"t":7}', '{"t":"new"}', '{"t":"transcript","text":5}']) line.socket.send(text);
  for (const bytes of [0, 1, 3]) line.socket.send(Buffer.alloc(bytes));
  line.say({ t: "transcript", role: "assistant", text: "Still here", final: true });
  await call.untilRow("agent", "Still here");
  isTone(await recorded(call, () => line.tone(1)), { seconds: 1 });
});

speak("s123 an interruption stops playback, and later audio is played", {}, async (call, line) => {
  await line.tone(8);
  await call.untilSound();
  // From now on, not from the first sound: the burst of frames keeps the page busy.
  assert.ok((await call.loudness(await call.now(), 200)).played > 0.1);
  const before = await call.now();
  line.say({ t: "interruption", at: "user" });
  await call.untilSilence(5_000, { after: before });
  isTone(await recorded(call, () => line.tone(1, { hertz: 660 })), { hertz: 660, seconds: 1 });
});

speak("frames are dropped, not queued, while the socket's buffer is full", { hears: "tone", ...SAME }, async (call, line) => {
  await until("audio is received", () => line.heard.length > 20);
  // As for a socket whose other end does not read: sent data stays buffered.
  await call.page.evaluate(() => {
    window.full = 48_000;
    const { get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "bufferedAmount");
    Object.defineProperty(WebSocket.prototype, "bufferedAmount", { get() { return window.full || get.call(this); } });
  });
  // Frames in flight arrive first; then a second of audio passes, which would be 50 frames.
  await call.untilReceived(300);
  const before = line.heard.length;
  await call.untilReceived(1_000);
  assert.equal(line.heard.length, before, "dropped, not queued");
  await call.page.evaluate(() => (window.full = 0));
  await call.untilReceived(500);
  await until("audio is received again", () => line.heard.length > before + 20);
  // 25 frames in that time, and those during the roundtrips. If the 65 earlier ones had been
  // queued, they would arrive as well.
  const more = line.heard.length - before;
  assert.ok(more < 65, `dropped frames were sent later: ${more} frames arrived`);
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
  await until("audio is received again", () => line.heard.length > heard + 20, { timeout: 20_000 });
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
 * Waits for a second of sent frames in which the page got each block in time. Returns its first and
 * last frame. Chromium's ScriptProcessor has two buffers: a block that a busy page reads late is
 * lost or overwritten. Firefox queues the blocks.
 */
const undisturbed = async (call) => {
  const stretch = (wanted, queued) => {
    let first = 0;
    for (const [index, { at, frames }] of blocks.entries()) {
      const late = !queued && index > 0 && at - blocks[index - 1].at > 1.5 * blockMillis;
      // Not from the start: the first half second of a fake microphone is not measured.
      if (late || blocks[first].frames < 25) first = index;
      // Not the first block: it may itself be late by less than can be detected.
      if (frames - blocks[first].frames > wanted + 6) return { first: blocks[first].frames + 4, last: frames - 2 };
    }
    return null;
  };
  const found = await call.page.waitForFunction(stretch, { timeout: 30_000, polling: 50 }, 50, BROWSER === "firefox");
  return found.jsonValue();
};

speak("s118 capture and playback work without AudioWorklet", { hears: "tone", early: `(${raw})(); (${fallback})()` }, async (call, line, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 0);
  const { first, last } = await undisturbed(call);
  await until("these frames have arrived", () => line.heard.length > last);
  const up = measure(line.samples().slice(first * 480, last * 480), 24_000);
  t.diagnostic(JSON.stringify(up));
  assert.equal(up.dip, 0);
  assert.ok(Math.abs(up.level / 0.3 - 1) < 0.06, `level ${up.level}`);
  assert.ok(Math.abs(up.hertz - 440) < 3, JSON.stringify(up));
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
