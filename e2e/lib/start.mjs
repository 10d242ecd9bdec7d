// Starting servers and browsers, also when one of them fails or its port is in use.
import { setTimeout as wait } from "node:timers/promises";

/** Waits for all of these starts. If one fails, those that succeeded are stopped, and its error is thrown. */
export async function startAll(...starts) {
  const results = await Promise.allSettled(starts);
  const failed = results.find(({ status }) => status === "rejected");
  if (!failed) return results.map(({ value }) => value);
  await Promise.allSettled(results.map(({ value }) => value?.stop()));
  throw failed.reason;
}

/** Calls `start` again, up to ten times in two seconds, while its error says that an address is in use. */
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
