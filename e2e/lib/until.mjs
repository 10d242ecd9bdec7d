import { setTimeout as sleep } from "node:timers/promises";

/** Polls for what no event tells: counters of another process. Returns the first truthy value. */
export async function until(what, probe, { timeout = 10_000, every = 25 } = {}) {
  const deadline = Date.now() + timeout;
  let value;
  while (!(value = await probe())) {
    if (Date.now() > deadline) throw new Error(`it never came: ${what}`);
    await sleep(every);
  }
  return value;
}
