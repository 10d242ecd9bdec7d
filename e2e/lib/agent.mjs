// An agent on LiveKit's Python SDK, as a child process: orders go in and events come out, one JSON a line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PYTHON } from "./built.mjs";
import { mint } from "./token.mjs";

const at = (name) => fileURLToPath(new URL(`../agents/${name}.py`, import.meta.url));

/** Starts `e2e/agents/<script>.py` without joining: that takes a second of Python, which no test has to wait for twice. */
export function startAgent(script, args = []) {
  return new Agent(script, args);
}

class Agent {
  /** Everything it told: `{ event, at, … }`. */
  events = [];
  log = [];
  /** What it heard of each participant last, by identity: `{ frames, audible, rms, peak }`, counted since it joined. */
  ears = {};
  #child;
  #ended;
  #waiting = new Set();
  #orders = 0;

  constructor(script, args) {
    this.#child = spawn(PYTHON, ["-u", at(script), ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    this.#child.stdin.on("error", () => {}); // told by its end
    createInterface({ input: this.#child.stderr }).on("line", (line) => this.log.push(line));
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#hear(JSON.parse(line)));
    this.#ended = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve(this.#end(error.message)));
      this.#child.once("close", (code, signal) => resolve(this.#end(`ended with ${code ?? signal}`)));
    });
  }

  #hear(event) {
    this.events.push(event);
    if (event.event === "heard") {
      const before = this.ears[event.identity];
      const goesOn = before?.audible === event.audible && before.frames <= event.frames;
      this.ears[event.identity] = { ...event, quietSince: goesOn ? before.quietSince : event.frames };
    }
    for (const check of [...this.#waiting]) check();
  }

  #end(why) {
    this.over = why;
    for (const check of [...this.#waiting]) check();
  }

  /** Waits until this is true of it; checked at each of its events. */
  until(what, probe, timeout = 15_000) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle(value);
      };
      const fail = (why) => finish(reject, new Error(`the agent ${why}, and never: ${what}\n${this.log.slice(-15).join("\n")}`));
      const check = () => {
        const value = probe(this);
        if (value) finish(resolve, value);
        else if (this.over) fail(this.over);
      };
      const timer = setTimeout(() => fail("runs"), timeout);
      this.#waiting.add(check);
      check();
    });
  }

  /** Waits for an event of this kind, that is new or came before. */
  told(kind, is = () => true, timeout) {
    return this.until(`"${kind}"`, () => this.events.find((one) => one.event === kind && is(one)), timeout);
  }

  /** The events of one kind so far. */
  all(kind) {
    return this.events.filter(({ event }) => event === kind);
  }

  /** Gives an order and waits until it was obeyed. Its answer is what the order's function returned. */
  async do(order, fields = {}, timeout) {
    const id = (this.#orders += 1);
    this.#child.stdin.write(`${JSON.stringify({ do: order, id, ...fields })}\n`);
    const is = (one) => one.event === "done" && one.id === id;
    const done = await this.until(`it obeyed "${order}"`, () => this.events.find(is), timeout);
    if (done.error) throw new Error(`the agent could not "${order}": ${done.error}`);
    return done.value;
  }

  /** `identity`, `claims` and `grant` are of its token; the rest is for the order. */
  join(livekit, room, { identity = "agent", claims = {}, grant = {}, ...fields } = {}) {
    const token = mint({ room, identity, claims: { kind: "agent", ...claims }, grant: { agent: true, canUpdateOwnMetadata: true, ...grant } });
    return this.do("join", { url: livekit.url, token, ...fields });
  }

  leave() {
    return this.do("leave");
  }

  /** Waits until it hears speech of somebody: so many more audible frames of 10 ms than there were. */
  async hears(identity = "user", more = 30) {
    const before = this.ears[identity]?.audible ?? 0;
    await this.until(`it hears ${identity}`, () => (this.ears[identity]?.audible ?? 0) >= before + more);
    return this.ears[identity];
  }

  /**
   * Waits until so many frames of somebody came in a row in which nothing is heard. Says how many seconds after this
   * event the last sound was: what was under way is still in its jitter buffer then.
   */
  async hearsNothing(identity = "user", { frames = 100, after } = {}) {
    const silent = ({ ears }) => ears[identity]?.frames > ears[identity]?.quietSince + frames;
    await this.until(`it hears nothing of ${identity}`, silent);
    return Math.max(0, (this.ears[identity].last ?? 0) - (after?.at ?? 0));
  }

  async stop() {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#ended;
    clearTimeout(timer);
  }

  async kill() {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
