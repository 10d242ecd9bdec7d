// The development server as a child process, on its own port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { BACKEND, DEMO } from "./paths.mjs";
import { retryInUse } from "./start.mjs";
import { until } from "./until.mjs";

const READY = /^ready: (http:\/\/[^ ]+?)\/?$/;

/**
 * Starts the development server with a built page and waits until it is ready, by default on any
 * free port. `resumeWithin` is how long it keeps the room of a caller whose socket broke, in
 * seconds. `greetingTimes` is how many times in a row the agent plays its greeting.
 */
export function startBackend(page = DEMO, { listen = "127.0.0.1:0", resumeWithin = 20, greetingTimes = 1 } = {}) {
  const args = ["--listen", listen, "--page", page, "--resume-within", resumeWithin, "--greeting-times", greetingTimes];
  // The port of a killed server can stay in use for a moment.
  return retryInUse(() => launch(args.map(String)));
}

async function launch(args) {
  const child = spawn(BACKEND, args, { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  const exited = once(child, "exit");
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the development server ended with ${code}: ${log.join("\n")}`)));
    lines.on("line", (line) => READY.test(line) && resolve(READY.exec(line)[1]));
  });

  const json = async (path) => (await fetch(url + path)).json();
  return {
    url,
    log,
    /** Returns the statistics of the caller's audio in a room. */
    callerStats: (room) => json(`/api/rooms/${room}/heard`),
    /**
     * Waits until the backend has no open room. It keeps the room of a lost caller for
     * `resumeWithin`.
     */
    untilEmpty: () =>
      until("the backend has no open room", async () => (await json("/api/rooms")).open === 0, { timeout: 60_000 }),
    /** Kills the process, as in a crash. */
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
