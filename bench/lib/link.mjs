// The link between two network namespaces: `net/link.py` as a child process.
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { at } from "./where.mjs";

/** The addresses that end "b" can have, each in a network of its own. */
const NETWORKS = ["10.77.0.2/30", "10.77.1.2/30"];

/** This machine has not what a measurement needs: `message` says what. */
export class Cannot extends Error {}

/** Where a machine can't, says so in a line; in CI that is a failure. */
export function cannot(error, what) {
  if (!(error instanceof Cannot) || process.env.CI === "true") throw error;
  const line = `Not run: ${what}: ${error.message}`;
  console.log(line);
  return line;
}

/** A new link without delay. `a` and `b` are its ends: `{ address, inside(command, …args) }`. */
export async function startLink() {
  if (process.platform !== "linux") throw new Cannot("network namespaces are Linux's");
  const child = spawn("python3", [at("bench/net/link.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  child.stdin.on("error", () => {}); // told by its end
  const answer = async () => {
    const { value } = await answers.next();
    if (!value) throw new Error(`the link ${await ended}`);
    const told = JSON.parse(value);
    if (told.cannot) throw new Cannot(told.cannot);
    if (told.error) throw new Error(told.error);
    return told;
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
    /** `{ delay, jitter, loss, cut }` of each way, what is left out stays. Returns when it holds, with `at` by the clock. */
    set(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return answer();
    },
    /** End "b" is in another network from now on, as a telephone that leaves the house: the address it had is gone. */
    async move() {
      networks.reverse();
      // In this order: with its last address a device loses its routes.
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
