// A realtime server for tests: it sends what a test asks for, and records what it receives.
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocketServer } from "ws";

const RATE = 24_000;

/**
 * Starts the server. `greet(connection)` is called for each page that connects; the default sends
 * `ready`.
 */
export async function startRealtimeServer(greet = (connection) => connection.ready()) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: (all) => [...all][0] });
  await once(server, "listening");
  const connections = [];
  const waiting = [];
  server.on("connection", (socket, request) => {
    const connection = new Connection(socket, request);
    connections.push(connection);
    waiting.splice(0).forEach((resolve) => resolve());
    greet(connection);
  });
  return {
    connections,
    credentials: {
      sessionId: "speech",
      wsUrl: `ws://127.0.0.1:${server.address().port}/v1/realtime/speech/ws`,
      wsToken: "aaaa.bbbb.cccc",
      inputSampleRate: RATE,
      outputSampleRate: RATE,
    },
    /** Returns the page's connection, once there is one. */
    async connection() {
      while (connections.length === 0) await new Promise((resolve) => waiting.push(resolve));
      return connections.at(-1);
    },
    async stop() {
      for (const { socket } of connections) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

class Connection {
  /** Received PCM16 frames with their arrival times, and received JSON. */
  frames = [];
  messages = [];
  /** How many frames of tones were sent. */
  sent = 0;

  constructor(socket, request) {
    this.socket = socket;
    this.protocols = request.headers["sec-websocket-protocol"];
    this.url = request.url;
    this.closed = new Promise((resolve) =>
      socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
    );
    socket.on("message", (data, binary) => {
      if (binary) this.frames.push({ at: performance.now(), data });
      else this.messages.push(JSON.parse(data));
    });
    // A page that disconnects is not an error here.
    socket.on("error", () => {});
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  ready() {
    this.send({ t: "ready", inputSampleRate: RATE, outputSampleRate: RATE });
  }

  /**
   * Sends a tone of `seconds` in frames of 20 ms, each delayed by `late()` ms; without `late` as
   * fast as possible. Returns the largest delay in ms, which on a busy machine is more than
   * requested.
   */
  async tone(seconds, { hertz = 440, level = 0.5, late } = {}) {
    const began = performance.now();
    let latest = 0;
    for (let frame = 0; frame < seconds * 50; frame++) {
      const pcm = Buffer.alloc(960);
      for (let sample = 0; sample < 480; sample++) {
        const at = (frame * 480 + sample) / RATE;
        pcm.writeInt16LE(Math.round(Math.sin(2 * Math.PI * hertz * at) * level * 32_767), sample * 2);
      }
      if (late) await wait(Math.max(0, began + frame * 20 + late() - performance.now()));
      latest = Math.max(latest, performance.now() - began - frame * 20);
      this.socket.send(pcm);
      this.sent += 1;
    }
    return latest;
  }

  /** Returns all received samples, from −1 to 1. */
  samples() {
    return this.frames.flatMap(({ data }) =>
      Array.from({ length: data.length / 2 }, (_, at) => data.readInt16LE(at * 2) / 32_768),
    );
  }
}
