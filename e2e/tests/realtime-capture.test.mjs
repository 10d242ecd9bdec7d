// What a realtime conversation sends: a known tone from the microphone, no frame while muted, and
// no backlog if the server does not read. The numbers (s…) are those of docs/contract.md.
import assert from "node:assert/strict";
import { BROWSER } from "../lib/paths.mjs";
import { realtimeSuite, SAME_IN_ALL_BROWSERS } from "../lib/realtime-suite.mjs";
import { measure, phaseJump, unbroken } from "../lib/tone.mjs";
import { until } from "../lib/until.mjs";

const realtime = realtimeSuite();

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
 * Waits until the page has sent three seconds of the fake microphone's tone, in one stretch, or on
 * a busy machine in several of at least a second, one of at least two. No block of a stretch was
 * lost before the page, and no frame in it: a busy machine loses blocks between the device and the
 * page, and a page that is blocked for a second drops frames. Returns the times when all frames
 * were sent, and the stretches by the audio clock, each with the time `due` when frame 0 would have
 * been sent without any delay or loss: `{ frames, stretches: [{ from, to, due }] }` in ms.
 */
const delivered = async (call, hertz) => {
  const stretches = [];
  let recent = [];
  let longest = 0;
  let { blocks: skip } = await call.page.evaluate(() => probe.microphone(Infinity));
  const take = async () => {
    const { rate, samples, end, blocks } = await call.page.evaluate((skip) => probe.microphone(skip), skip);
    skip = blocks;
    recent = recent.concat(samples).slice(-6 * rate);
    const part = unbroken(recent, rate, hertz);
    // Not to the end: `dueWithoutLoss` needs a second of later frames.
    const last = recent.length / rate - 1.2;
    const seconds = Math.min(part.to, last) - part.from;
    longest = Math.max(longest, seconds);
    if (seconds < (part.to < last ? 1 : 3)) return;
    const from = ((end - recent.length) / rate + part.from) * 1_000;
    const to = from + seconds * 1_000;
    const frames = await call.page.evaluate(() => sent);
    const due = dueWithoutLoss(frames, from, to);
    if (due === null) return;
    stretches.push({ from, to, due });
    recent = recent.slice(Math.ceil((part.from + seconds) * rate));
    const total = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    // A loss that comes back every second or two is the page's: one stretch has to be longer.
    const isLong = ({ from, to }) => to - from >= 2_000;
    return total >= 3_000 && stretches.some(isLong) && { frames, stretches };
  };
  try {
    return await until("three seconds are delivered and sent without loss", take, { timeout: 60_000, every: 500 });
  } catch (error) {
    error.message += `, only ${JSON.stringify(stretches)}; delivered without loss: ${longest} s`;
    throw error;
  }
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
  if (during.length < 40 || Math.max(...during) - due > 500) return null;
  // Half a second each, and at least one that is entirely later.
  for (let first = 0; first < during.length + 25; first += 25) {
    const some = delays.slice(first, first + 25).map(({ delay }) => delay);
    if (some.length < 25 || Math.min(...some) - due > 15) return null;
  }
  return due;
};

realtime("s106 s107 s115 s117 a captured tone is sent unchanged in frames of 20 ms", { hears: "tone", early: `(${raw})(); (${timed})()` }, async (call, connection, t) => {
  assert.equal(connection.protocols, "aaaa.bbbb.cccc");
  assert.ok(!connection.url.includes("aaaa"));
  await until("five seconds of audio are received", () => connection.frames.length > 250, { timeout: 60_000 });
  assert.ok(connection.frames.slice(50, 250).every(({ data }) => data.length === 960), "20 ms at 24 kHz");
  await call.page.waitForFunction(() => sent.length >= 200);
  const { frames, stretches } = await delivered(call, 440);
  // By the least delayed frames of the first and the last second: a busy page sends some frames
  // late.
  const least = (some) => Math.min(...some.map((at, index) => at - index * 20));
  const drift = least(frames.slice(150, 200)) - (least(frames.slice(0, 50)) + 150 * 20);
  assert.ok(Math.abs(drift / (150 * 20)) < 0.02, `150 frames in ${3_000 + drift} ms`);
  for (const { from, to, due } of stretches) {
    // A frame holds audio of the 45 ms before it is due.
    const [first, last] = [Math.ceil((from + 45 - due) / 20), Math.floor((to - due) / 20)];
    await until("these frames have arrived", () => connection.frames.length > last);
    const sound = connection.samples().slice(first * 480, last * 480);
    const heard = measure(sound, 24_000);
    t.diagnostic(JSON.stringify(heard));
    assert.ok(heard.seconds > (to - from) / 1_000 - 0.2, JSON.stringify(heard));
    assert.ok(Math.abs(heard.hertz - 440) < 2, JSON.stringify(heard));
    assert.ok(Math.abs(heard.level / 0.3 - 1) < 0.06, JSON.stringify(heard));
    assert.equal(heard.dip, 0);
    const jump = phaseJump(sound, 24_000, 440);
    assert.ok(jump < 0.2, `a block was lost: the phase jumps by ${jump.toFixed(3)} rad`);
  }
});

/** Waits for the frames in flight: they have arrived once 300 ms of audio pass without one. */
const untilLastFrame = (call, connection) =>
  until("the last frame has arrived", async () => {
    const before = connection.frames.length;
    await call.untilReceived(300);
    return connection.frames.length === before;
  });

realtime("s119 no frame is sent while muted", { hears: "tone" }, async (call, connection) => {
  await until("audio is received", () => connection.frames.length > 20);
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await untilLastFrame(call, connection);
  const muted = connection.frames.length;
  // Silence itself is asserted, over one second of audio, which would be 50 frames.
  await call.untilReceived(1_000);
  assert.equal(connection.frames.length, muted);
  await call.press("mic-toggle");
  await until("audio is received again", () => connection.frames.length > muted + 20);
});

realtime("frames are dropped, not queued, while the socket's buffer is full", { hears: "tone", ...SAME_IN_ALL_BROWSERS }, async (call, connection) => {
  await until("audio is received", () => connection.frames.length > 20);
  // As for a socket whose other end does not read: sent data stays buffered.
  await call.page.evaluate(() => {
    window.full = 48_000;
    const { get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "bufferedAmount");
    Object.defineProperty(WebSocket.prototype, "bufferedAmount", { get() { return window.full || get.call(this); } });
  });
  await untilLastFrame(call, connection);
  const before = connection.frames.length;
  // This would be 100 frames.
  await call.untilReceived(2_000);
  assert.equal(connection.frames.length, before, "dropped, not queued");
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
  await until("audio is received again", () => connection.frames.length > before + 20);
  // 50 frames a second by the audio clock, and at most a second of those that a busy page had not
  // handled yet. If the frames of the two seconds had been queued, they would be sent as well.
  const { sent, seconds } = await call.page.evaluate(() => ({ sent, seconds: probe.outlet().currentTime - freed }));
  assert.ok(sent <= seconds * 50 + 50, `dropped frames were sent later: ${sent} frames in ${seconds} s`);
});

realtime("s127 bufferedAmount does not grow while the server does not read", { hears: "tone" }, async (call, connection) => {
  await until("audio is received", () => connection.frames.length > 20);
  connection.socket.pause();
  const waits = () => call.page.evaluate(() => probe.made.sockets.at(-1).bufferedAmount);
  // This fills the system's own buffers.
  await call.page.evaluate(() => probe.made.sockets.at(-1).send(new Uint8Array(24 << 20)));
  await call.untilReceived(1_000);
  const before = await waits();
  assert.ok(before > 1 << 20, `only ${before} bytes are buffered`);
  await call.untilReceived(2_000);
  assert.ok((await waits()) <= before, "two seconds of audio would be 96,000 bytes more");
  const heard = connection.frames.length;
  connection.socket.resume();
  await until("audio is received again", () => connection.frames.length > heard + 20, { timeout: 60_000 });
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

realtime("s118 capture and playback work without AudioWorklet", { hears: "tone", early: `(${raw})(); (${fallback})()` }, async (call, connection, t) => {
  assert.equal(await call.page.evaluate(() => probe.made.worklets.length), 0);
  const stretches = await undisturbed(call);
  await until("these frames have arrived", () => connection.frames.length > stretches.at(-1).last);
  const sound = connection.samples();
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
  await connection.tone(8);
  await call.untilSound();
  const { played } = await call.loudness(await call.now(), 500);
  assert.ok(played > 0.2, `played at ${played}`);
});
