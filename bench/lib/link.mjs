// Runs `net/link.py`, a link between two network namespaces, as a child process.
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { at } from "./where.mjs";

/** The addresses that end "b" can have, each in its own subnet. */
const NETWORKS = ["10.77.0.2/30", "10.77.1.2/30"];

/** Thrown when the machine lacks something that a measurement needs. `message` says what. */
export class Cannot extends Error {}

/**
 * Logs that a measurement is skipped because of `Cannot`. In CI, and for other errors, rethrows.
 */
export function cannot(error, what) {
  if (!(error instanceof Cannot) || process.env.CI === "true") throw error;
  const line = `Not run: ${what}: ${error.message}`;
  console.log(line);
  return line;
}

/**
 * Starts a link without delay. `a` and `b` are its ends: `{ net, address, inside(command, …args)
 * }`.
 */
export async function startLink() {
  if (process.platform !== "linux") throw new Cannot("network namespaces need Linux");
  const child = spawn("python3", [at("bench/net/link.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  child.stdin.on("error", () => {}); // `ended` reports it
  const answer = async () => {
    const { value } = await answers.next();
    if (!value) throw new Error(`the link ${await ended}`);
    const answer = JSON.parse(value);
    if (answer.cannot) throw new Cannot(answer.cannot);
    if (answer.error) throw new Error(answer.error);
    return answer;
  };

  const ends = await answer();
  for (const end of Object.values(ends)) end.inside = (...command) => ["nsenter", `--net=${end.net}`, ...command];
  const networks = [...NETWORKS];
  const address = async (what, which) => {
    const [program, ...args] = ends.b.inside("ip", "address", what, which, "dev", "line");
    await promisify(execFile)(program, args);
  };
  return {
    ...ends,
    pid: child.pid,
    /**
     * Sets `{ delay, jitter, loss, cut }` of both directions; omitted fields keep their value.
     * Resolves once applied, with the time as `at`.
     */
    set(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return answer();
    },
    /**
     * Moves end "b" to the other subnet, as a phone that leaves the Wi-Fi: its old address is
     * removed.
     */
    async move() {
      networks.reverse();
      // The new address is added first: a device loses its routes with its last address.
      await address("add", networks[0]);
      await address("del", networks[1]);
      return { at: Date.now() };
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
