import { setTimeout as sleep } from "node:timers/promises";

/** Limit of a wait, in ms. Only failing tests wait that long, also on a busy machine. */
export const TIMEOUT = 30_000;

/**
 * Polls for a state that no event reports, such as another process's counters. Returns the first
 * truthy value.
 */
export async function until(what, probe, { timeout = TIMEOUT, every = 25 } = {}) {
  const deadline = Date.now() + timeout;
  let value;
  while (!(value = await probe())) {
    if (Date.now() > deadline) throw new Error(`timed out waiting for: ${what}`);
    await sleep(every);
  }
  return value;
}
