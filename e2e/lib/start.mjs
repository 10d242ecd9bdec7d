// Starts servers and browsers, and handles failed starts and ports in use.
import { setTimeout as wait } from "node:timers/promises";

/** Waits for all starts. If one fails, stops those that succeeded and throws its error. */
export async function startAll(...starts) {
  const results = await Promise.allSettled(starts);
  const failed = results.find(({ status }) => status === "rejected");
  if (!failed) return results.map(({ value }) => value);
  await Promise.allSettled(results.map(({ value }) => value?.stop()));
  throw failed.reason;
}

/**
 * Retries `start` while its error says that an address is in use, up to ten times within two
 * seconds.
 */
export async function retryInUse(start) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === 10 || !/address already in use/i.test(error.message)) throw error;
      await wait(200);
    }
  }
}
