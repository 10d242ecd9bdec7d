// An agent on LiveKit's Python SDK in its own process. Commands and events are JSON, one per line.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PYTHON } from "./paths.mjs";
import { mint } from "./token.mjs";

const SPAWNER = fileURLToPath(new URL("../agents/spawner.py", import.meta.url));

/**
 * Starts `e2e/agents/spawner.py`, which forks the agents of one test file, so that Python imports
 * LiveKit's SDK only once. `start(script)` returns an agent of `e2e/agents/<script>.py` that has
 * not joined yet.
 */
export function startSpawner() {
  const folder = mkdtempSync(join(tmpdir(), "speko-agents-"));
  const child = spawn(PYTHON, ["-u", SPAWNER], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  const errors = [];
  let over = "";
  child.stdin.on("error", () => {}); // its end is reported
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve((over = error.message)));
    child.once("close", (code, signal) => resolve((over = `ended with ${code ?? signal}`)));
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  let started = 0;
  const agents = [];
  let turn = Promise.resolve();
  const fork = async (order) => {
    if (!over) child.stdin.write(`${JSON.stringify(order)}\n`);
    const { value } = await answers.next();
    if (!value) throw new Error(`the agents' spawner ${await ended}: ${errors.slice(-15).join("\n")}`);
    return JSON.parse(value);
  };
  return {
    /** Imports the module of these agents, so that the first one of a test starts quickly. */
    import: (script) => (turn = turn.catch(() => {}).then(() => fork({ script }))),
    async start(script) {
      const name = `${script}-${(started += 1)}`;
      const path = join(folder, name);
      const log = join(folder, `${name}.log`);
      const server = createServer({ allowHalfOpen: true }).listen(path);
      await once(server, "listening");
      // It connects for its commands first, then for its events.
      const connections = [];
      const both = new Promise((resolve) =>
        server.on("connection", (connection) => connections.push(connection) === 2 && resolve()),
      );
      try {
        const forked = (turn = turn.catch(() => {}).then(() => fork({ script, socket: path, log })));
        const { pid } = await forked;
        await Promise.race([both, ended]);
        if (over) throw new Error(`the agents' spawner ${over}`);
        const agent = new Agent({ pid, orders: connections[0], events: connections[1], log });
        agents.push(agent);
        return agent;
      } finally {
        server.close();
      }
    },
    async stop() {
      // A test that timed out has not stopped its agents.
      await Promise.all(agents.map((agent) => agent.kill()));
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

class Agent {
  /** Everything it reported: `{ event, at, index, … }`. */
  events = [];
  /** What it last reported of each participant's audio, by identity. */
  #audio = {};
  #pid;
  #orders;
  #log;
  #ended;
  #waiting = new Set();
  #once = [];
  #count = 0;

  constructor({ pid, orders, events, log }) {
    this.#pid = pid;
    this.#orders = orders;
    this.#log = log;
    for (const socket of [orders, events]) socket.on("error", () => {}); // its end is reported
    orders.resume();
    createInterface({ input: events }).on("line", (line) => this.#receive(JSON.parse(line)));
    this.#ended = once(events, "close").then(() => this.#end());
    events.once("end", () => events.end());
  }

  /** The lines of its stderr. */
  get log() {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8").split("\n").filter(Boolean) : [];
  }

  #receive(event) {
    this.events.push({ ...event, index: this.events.length });
    if (event.event === "heard") this.#audio[event.identity] = event;
    for (const check of [...this.#waiting]) check();
  }

  #end() {
    this.over = "has ended";
    this.#orders.destroy();
    for (const check of [...this.#waiting]) check();
  }

  /**
   * Waits until `probe()` is truthy, which is checked at each event. `what` may be a function that
   * is called on failure.
   */
  #until(what, probe, timeout = 60_000) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle(value);
      };
      const fail = (why) => {
        const missing = typeof what === "function" ? what() : what;
        finish(reject, new Error(`the agent ${why} while the test waited for ${missing}\n${this.log.slice(-15).join("\n")}`));
      };
      const check = () => {
        const value = probe();
        if (value) finish(resolve, value);
        else if (this.over) fail(this.over);
      };
      const timer = setTimeout(() => fail("timed out"), timeout);
      this.#waiting.add(check);
      check();
    });
  }

  /**
   * Returns a mark: with `after: mark` only later events count. Set it before the action that
   * causes the event.
   */
  mark() {
    return this.events.length;
  }

  /**
   * Waits for an event of this kind. `after` is a mark, or an event that it has to follow. Without
   * `after` the event must happen only once in the test: if another one matches, before or later,
   * the test fails, since the wait may have matched the wrong one.
   */
  async untilEvent(kind, is = () => true, { after, timeout } = {}) {
    const from = after === undefined ? 0 : (after.index ?? after - 1) + 1;
    const matches = (one) => one.event === kind && is(one);
    if (after === undefined) this.#once.push({ kind, matches });
    return this.#until(`the event "${kind}"`, () => this.events.slice(from).find(matches), timeout);
  }

  /** Fails if an event that a test waited for without a mark happened more than once. */
  checkMarks() {
    for (const { kind, matches } of this.#once) {
      const count = this.events.filter(matches).length;
      if (count > 1) throw new Error(`"${kind}" was awaited without a mark and happened ${count} times: pass { after: mark }`);
    }
  }

  /** Returns the events of one kind so far. */
  all(kind) {
    return this.events.filter(({ event }) => event === kind);
  }

  /** Sends a command and waits for its completion. Returns the command's result. */
  async do(order, fields = {}, timeout) {
    const id = (this.#count += 1);
    this.#orders.write(`${JSON.stringify({ do: order, id, ...fields })}\n`);
    const is = (one) => one.event === "done" && one.id === id;
    const done = await this.#until(`the completion of "${order}"`, () => this.events.find(is), timeout);
    if (done.error) throw new Error(`the agent could not "${order}": ${done.error}`);
    return done.value;
  }

  /**
   * Joins a room. `identity`, `claims` and `grant` are for its token; the rest is for the command.
   */
  join(livekit, room, { identity = "agent", claims = {}, grant = {}, ...fields } = {}) {
    const token = mint({ room, identity, claims: { kind: "agent", ...claims }, grant: { agent: true, canUpdateOwnMetadata: true, ...grant } });
    return this.do("join", { url: livekit.url, token, ...fields });
  }

  leave() {
    return this.do("leave");
  }

  /**
   * Returns what it has received of a participant's audio since it joined, in frames of 10 ms:
   * `frames`, `audible` frames, `silent` frames since the last audible one, and `last`, the number
   * of the last audible one.
   */
  async heard(identity = "user") {
    // Fetches the counts of all participants, which drops those from before a rejoin.
    this.#audio = await this.do("audio_counts");
    return this.#audio[identity] ?? { frames: 0, audible: 0, silent: 0, last: 0 };
  }

  /**
   * Waits until it has received `more` audible frames of 10 ms of a participant since this call.
   */
  async hears(identity = "user", more = 30) {
    const { audible } = await this.heard(identity);
    const audibleNow = () => this.#audio[identity]?.audible ?? 0;
    const what = () => `${more} audible frames of ${identity}: ${audibleNow() - audible} received`;
    await this.#until(what, () => audibleNow() >= audible + more);
  }

  /**
   * Waits until it has received `frames` silent frames of a participant in a row, all of them after
   * this call. Returns the number of frames from the event `after` to the last audible frame: those
   * were still in its jitter buffer.
   */
  async hearsNothing(identity = "user", { frames = 100, after } = {}) {
    const from = await this.heard(identity);
    const now = () => this.#audio[identity] ?? from;
    const what = () =>
      now().frames === from.frames
        ? `no audio frames received from ${identity}`
        : `${frames} silent frames of ${identity} in a row: ${now().silent} of the last ${now().frames - from.frames}`;
    await this.#until(what, () => now().frames >= from.frames + frames && now().silent >= frames);
    return Math.max(0, now().last - (after?.heard?.frames ?? from.frames));
  }

  async stop() {
    this.#orders.end();
    const timer = setTimeout(() => this.#signal("SIGKILL"), 5000);
    await this.#ended;
    clearTimeout(timer);
  }

  async kill() {
    this.#signal("SIGKILL");
    await this.#ended;
  }

  #signal(signal) {
    if (this.over) return;
    try {
      process.kill(this.#pid, signal);
    } catch {
      // It has just ended.
    }
  }
}
