// A real livekit-server as a child process, on its own ports, and its room service.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { LIVEKIT } from "./paths.mjs";
import { freePorts } from "./ports.mjs";
import { retryInUse } from "./start.mjs";
import { mint } from "./token.mjs";
import { until } from "./until.mjs";

/**
 * Starts a livekit-server and waits until it answers. `config` is merged into its configuration.
 * With the `ports` of a stopped server it starts at the same address.
 */
export function startLivekit({ binary = LIVEKIT, ports, config = {} } = {}) {
  // A port that was free can be taken before the server binds it; the retry picks others. Given
  // `ports` can stay in use for a moment after a stop; the retry uses the same ones.
  return retryInUse(async () => launch(binary, ports ?? (await livekitPorts()), config));
}

async function livekitPorts() {
  const { tcp, udp } = await freePorts({ tcp: 2, udp: 1 });
  return { http: tcp[0], tcp: tcp[1], udp: udp[0] };
}

async function launch(binary, ports, config) {
  const { rtc, room, ...rest } = config;
  const body = {
    port: ports.http,
    bind_addresses: ["127.0.0.1"],
    keys: { devkey: "secret" },
    logging: { level: "info" },
    // The default of 20 s would close a room that only holds an agent, and disconnect the agent.
    room: { departure_timeout: 300, ...room },
    rtc: {
      tcp_port: ports.tcp,
      udp_port: ports.udp,
      node_ip: "127.0.0.1",
      use_external_ip: false,
      ...rtc,
    },
    ...rest,
  };
  // JSON is valid YAML.
  const child = spawn(binary, ["--config-body", JSON.stringify(body)], { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => log.push(line) > 2000 && log.shift());
  }
  let over = false;
  const ended = new Promise((resolve) => {
    const end = (why) => resolve((over = why || "failed without a message"));
    child.once("error", ({ message }) => end(message));
    child.once("exit", (code, signal) => end(`ended with ${code ?? signal}`));
  });
  const http = `http://127.0.0.1:${ports.http}`;
  await until("livekit-server answers", async () => {
    if (over) throw new Error(`livekit-server ${over}: ${log.slice(-10).join("\n")}`);
    // It logs this once its ports are bound: before that, another server may answer there.
    if (!log.some((line) => line.includes("starting LiveKit server"))) return false;
    const answer = await fetch(http).catch(() => null);
    return answer?.ok;
  }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });

  const stop = async (signal) => {
    child.kill(signal);
    await ended;
  };
  return {
    url: `ws://127.0.0.1:${ports.http}`,
    http,
    ports,
    log,
    pid: child.pid,
    rooms: new Rooms(http),
    /** Kills the server, as in a crash. */
    kill: () => stop("SIGKILL"),
    /**
     * Stops the server. The second signal is needed: after the first it waits for all participants
     * to leave.
     */
    async stop() {
      if (over) return;
      child.kill("SIGTERM");
      await stop("SIGINT");
    },
  };
}

/** The room service: LiveKit's server API, as JSON over HTTP. */
class Rooms {
  #url;

  constructor(http) {
    this.#url = `${http}/twirp/livekit.RoomService`;
  }

  async #call(method, body) {
    const grant = { roomAdmin: true, roomCreate: true, roomList: true, roomJoin: false };
    const token = mint({ room: body.room ?? body.name ?? "", identity: "backend", grant });
    const answer = await fetch(`${this.#url}/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  create = (name, fields = {}) => this.#call("CreateRoom", { name, ...fields });
  delete = (room) => this.#call("DeleteRoom", { room });
  list = async () => (await this.#call("ListRooms", {})).rooms ?? [];
  participants = async (room) => (await this.#call("ListParticipants", { room })).participants ?? [];
  participant = (room, identity) => this.#call("GetParticipant", { room, identity });
  remove = (room, identity) => this.#call("RemoveParticipant", { room, identity });
  updateMetadata = (room, metadata) => this.#call("UpdateRoomMetadata", { room, metadata });
  /** `fields`: `metadata`, `name`, `attributes`, `permission`. */
  update = (room, identity, fields) => this.#call("UpdateParticipant", { room, identity, ...fields });
  /** Sends a data packet to the room, as a backend can. */
  send = (room, data, fields = {}) =>
    this.#call("SendData", { room, data: Buffer.from(data).toString("base64"), kind: "RELIABLE", ...fields });

  /** Mutes or unmutes a participant's microphone, once it is published. */
  async mute(room, identity, muted = true) {
    const track = await until("the microphone is published", async () => {
      const { tracks = [] } = await this.participant(room, identity).catch(() => ({}));
      return tracks.find(({ source }) => source === "MICROPHONE");
    });
    return this.#call("MutePublishedTrack", { room, identity, track_sid: track.sid, muted });
  }
}
