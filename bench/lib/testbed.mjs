// The testbed of a call over the link: livekit-server and agents at one end, browsers with pages at
// the other.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CHROME, E2E_PAGE, LIVEKIT, PYTHON } from "../../e2e/lib/paths.mjs";
import { startNetnsBrowser } from "../../e2e/lib/netns-browser.mjs";
import { mint } from "../../e2e/lib/token.mjs";
import { Cannot, startLink } from "./link.mjs";
import { tone } from "./tone.mjs";
import { DIST, at } from "./where.mjs";

/** Fixed ports: each namespace has its own port space. */
const PORTS = { signal: 7880, tcp: 7881, udp: 7882 };

export const PAGES = [
  { name: "ours", folder: E2E_PAGE },
  { name: "livekit-client", folder: join(DIST, "peer") },
];

/** A minimal client in vanilla JavaScript: it can only join. */
export const VANILLA = { name: "vanilla", folder: join(DIST, "vanilla") };

/** Starts the link, with a server at end "a" and the given pages served at end "b". */
export async function startTestbed(pages = PAGES) {
  if (!existsSync(LIVEKIT)) throw new Cannot(`livekit-server was not found at ${LIVEKIT}: ./scripts/setup explains how to get it`);
  if (!existsSync(PYTHON)) throw new Cannot(`Python with LiveKit's SDK was not found at ${PYTHON}`);
  for (const { name, folder } of pages) if (!existsSync(folder)) throw new Error(`the page of ${name} is not built: ${folder}`);
  const link = await startLink();
  const folder = mkdtempSync(join(tmpdir(), "speko-bench-"));
  const children = [];
  const run = (end, command, ...args) => {
    const [program, ...rest] = end.inside(command, ...args);
    const child = new Child(program, rest);
    children.push(child);
    return child;
  };
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await link.stop();
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const url = `ws://${link.a.address}:${PORTS.signal}`;
    const config = {
      port: PORTS.signal,
      bind_addresses: ["0.0.0.0"],
      keys: { devkey: "secret" },
      logging: { level: "warn" },
      // The default of 20 s would close a room that only holds an agent, and disconnect the agent.
      room: { departure_timeout: 300 },
      rtc: { tcp_port: PORTS.tcp, udp_port: PORTS.udp, node_ip: link.a.address, use_external_ip: false },
    };
    run(link.a, LIVEKIT, "--config-body", JSON.stringify(config)); // JSON is valid YAML
    const serve = run(link.b, process.execPath, at("bench/net/serve.mjs"), ...pages.map(({ folder }) => folder));
    const sites = await serve.line();
    // puppeteer starts this script and talks to the browser over pipes: a port would be in the
    // other namespace.
    const chrome = join(folder, "chromium");
    writeFileSync(chrome, `#!/bin/sh\nexec ${link.b.inside(CHROME).join(" ")} "$@"\n`);
    chmodSync(chrome, 0o755);
    const microphone = tone(folder);

    return {
      link,
      port: PORTS.signal,
      stop,
      /** Starts an agent. Resolves once it has joined the room and speaks. */
      async agent(room) {
        const token = mint({ room, identity: "agent", claims: { kind: "agent" }, grant: { agent: true } });
        const agent = run(link.a, PYTHON, "-u", at("bench/net/agent.py"), url, token);
        await agent.untilEvent("ready");
        return agent;
      },
      browser: () => startNetnsBrowser({ program: chrome, microphone }),
      /** Returns the URL of a page that joins `room` as `identity`. */
      address(page, { room, identity, ...query }) {
        const token = mint({ room, identity });
        return `${sites[pages.indexOf(page)]}/?${new URLSearchParams({ url, token, ...query })}`;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A child process that is controlled by, and reports, JSON lines. */
class Child {
  events = [];
  log = [];
  #process;
  #ended;
  #waiting = new Set();

  constructor(command, args) {
    this.#process = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.stdin.on("error", () => {}); // `over` reports it
    createInterface({ input: this.#process.stderr }).on("line", (line) => this.log.push(line) > 500 && this.log.shift());
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      if (!/^[[{]/.test(line)) return;
      this.events.push(JSON.parse(line));
      this.#check();
    });
    this.#ended = once(this.#process, "close").catch((error) => [error.message]);
    this.#ended.then(([why]) => {
      this.over = `ended with ${why}`;
      this.#check();
    });
  }

  #check() {
    for (const check of [...this.#waiting]) check();
  }

  /** Waits for an event that `is` accepts, among those from index `from` on. */
  until(what, is, { timeout = 60_000, from = 0 } = {}) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle(value);
      };
      const fail = (why) => finish(reject, new Error(`${why} while waiting for: ${what}\n${this.log.slice(-15).join("\n")}`));
      const check = () => {
        const found = this.events.slice(from).find(is);
        if (found) finish(resolve, found);
        else if (this.over) fail(this.over);
      };
      const timer = setTimeout(() => fail("timed out"), timeout);
      this.#waiting.add(check);
      check();
    });
  }

  line = () => this.until("its first line", () => true);
  untilEvent = (event, is = () => true, options) => this.until(event, (one) => one.event === event && is(one), options);
  all = (event) => this.events.filter((one) => one.event === event);
  command = (what, fields) => this.#process.stdin.write(`${JSON.stringify({ do: what, ...fields })}\n`);

  async stop() {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), this.events.length ? 3000 : 0);
    await this.#ended;
    clearTimeout(timer);
  }
}
