// A speech-to-speech server of the test's own: it says what it is told to say, and keeps what it hears.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocketServer } from "ws";

const RATE = 24_000;

/** Starts it. `greet(line)` is called for each page that connects; without one it is ready at once. */
export async function startSpeech(greet = (line) => line.ready()) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: (all) => [...all][0] });
  await once(server, "listening");
  const lines = [];
  const waiting = [];
  server.on("connection", (socket, request) => {
    const line = new Line(socket, request);
    lines.push(line);
    waiting.splice(0).forEach((tell) => tell());
    greet(line);
  });
  return {
    lines,
    credentials: {
      sessionId: "speech",
      wsUrl: `ws://127.0.0.1:${server.address().port}/v1/realtime/speech/ws`,
      wsToken: "aaaa.bbbb.cccc",
      inputSampleRate: RATE,
      outputSampleRate: RATE,
    },
    /** The page's line, once it has connected. */
    async line() {
      while (lines.length === 0) await new Promise((resolve) => waiting.push(resolve));
      return lines.at(-1);
    },
    async stop() {
      for (const { socket } of lines) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

class Line {
  /** What came: PCM16 frames, with when, and JSON. */
  heard = [];
  words = [];
  /** How many pieces of tones were sent. */
  sent = 0;

  constructor(socket, request) {
    this.socket = socket;
    this.protocols = request.headers["sec-websocket-protocol"];
    this.url = request.url;
    this.closed = new Promise((resolve) =>
      socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
    );
    socket.on("message", (data, binary) => {
      if (binary) this.heard.push({ at: performance.now(), data });
      else this.words.push(JSON.parse(data));
    });
    // A page that goes is no fault of this side.
    socket.on("error", () => {});
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  ready() {
    this.say({ t: "ready", inputSampleRate: RATE, outputSampleRate: RATE });
  }

  /**
   * A tone of so many seconds in pieces of 20 ms, each late by `late()` ms; as fast as it goes without. Returns by how many ms
   * the latest left: on a busy machine that is more than was asked.
   */
  async tone(seconds, { hertz = 440, level = 0.5, late } = {}) {
    const began = performance.now();
    let latest = 0;
    for (let piece = 0; piece < seconds * 50; piece++) {
      const pcm = Buffer.alloc(960);
      for (let sample = 0; sample < 480; sample++) {
        const at = (piece * 480 + sample) / RATE;
        pcm.writeInt16LE(Math.round(Math.sin(2 * Math.PI * hertz * at) * level * 32_767), sample * 2);
      }
      if (late) await wait(Math.max(0, began + piece * 20 + late() - performance.now()));
      latest = Math.max(latest, performance.now() - began - piece * 20);
      this.socket.send(pcm);
      this.sent += 1;
    }
    return latest;
  }

  /** All samples that came, from −1 to 1. */
  samples() {
    return this.heard.flatMap(({ data }) =>
      Array.from({ length: data.length / 2 }, (_, at) => data.readInt16LE(at * 2) / 32_768),
    );
  }
}

/**
 * What a recording of a tone says: its frequency, its level, the longest dip inside of it, in ms, and how many seconds it
 * lasts, with its dips and without (`audible`).
 */
export function measure(samples, rate) {
  // By 5 ms: whole periods of the tones that are used, nearly.
  const step = Math.round(rate / 200);
  const blocks = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    const block = samples.slice(at, at + step);
    blocks.push(Math.sqrt(block.reduce((sum, one) => sum + one * one, 0) / step));
  }
  const loud = Math.max(...blocks) / 2;
  const first = blocks.findIndex((one) => one > loud);
  const last = blocks.findLastIndex((one) => one > loud);
  const audible = blocks.filter((one) => one > loud).length / 200;
  // Without its edges.
  const inside = blocks.slice(first + 2, last - 1);
  let dip = 0;
  let run = 0;
  for (const one of inside) {
    run = one < loud ? run + 1 : 0;
    dip = Math.max(dip, run);
  }
  const body = samples.slice((first + 2) * step, (last - 1) * step);
  let crossings = 0;
  for (let at = 1; at < body.length; at++) if (body[at - 1] < 0 && body[at] >= 0) crossings += 1;
  const level = Math.sqrt(body.reduce((sum, one) => sum + one * one, 0) / body.length) * Math.SQRT2;
  return { hertz: (crossings * rate) / body.length, level, dip: dip * 5, seconds: (last - first + 1) / 200, audible };
}

/**
 * The largest jump of a tone's phase, in radians: blocks that are lost and what is left put together have the right level and
 * frequency, and no dip. By 5 ms, with the drift of the two clocks taken out.
 */
export function phaseJump(samples, rate, hertz) {
  const step = Math.round(rate / 200);
  const phases = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    let [re, im] = [0, 0];
    for (let place = 0; place < step; place++) {
      const angle = (2 * Math.PI * hertz * (at + place)) / rate;
      // Under a window, or what is no whole period would be heard as a wobble.
      const window = 1 - Math.cos((2 * Math.PI * (place + 0.5)) / step);
      re += samples[at + place] * window * Math.cos(angle);
      im -= samples[at + place] * window * Math.sin(angle);
    }
    phases.push(Math.atan2(im, re));
  }
  const turns = phases.slice(1).map((phase, at) => {
    const turn = phase - phases[at];
    return turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  });
  const drift = turns.toSorted((a, b) => a - b)[turns.length >> 1];
  return Math.max(...turns.map((turn) => Math.abs(turn - drift)));
}
