import { setTimeout as sleep } from "node:timers/promises";

/**
 * Polls for a state that no event reports, such as another process's counters. Returns the first
 * truthy value.
 */
export async function until(what, probe, { timeout = 30_000, every = 25 } = {}) {
  const deadline = Date.now() + timeout;
  let value;
  while (!(value = await probe())) {
    if (Date.now() > deadline) throw new Error(`timed out waiting until: ${what}`);
    await sleep(every);
  }
  return value;
}
