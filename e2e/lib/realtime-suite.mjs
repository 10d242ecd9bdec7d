// Tests of realtime conversations, each with its own server.
import { slot } from "./page.mjs";
import { REALTIME_PAGE } from "./paths.mjs";
import { startRealtimeServer } from "./realtime-server.mjs";
import { suite } from "./suite.mjs";

const AUDIO = "audio: AudioContext, worklet, socket";

/** Options of a test whose logic does not depend on the engine: protocol, jitter buffer. */
export const SAME_IN_ALL_BROWSERS = { firefox: undefined };

/**
 * Sets up the file, and returns the function that registers a test. `page` is the built page, by
 * default the minimal one. At the start of a test the page connects to the test's server.
 * `greet(connection)` is what the server does then, by default it is ready. `early` runs in the
 * page before the call. With `open: false` the test does not wait for the call to be connected.
 * `body(call, connection, t)`.
 */
export function realtimeSuite({ page = REALTIME_PAGE } = {}) {
  const visit = suite({ page });
  return (name, { greet, open = true, ...options }, body) =>
    visit(name, { firefox: AUDIO, webrtc: false, ...options }, async (call, t) => {
      const server = await startRealtimeServer(greet);
      t.after(() => server.stop());
      await call.giveCredentials(server.credentials);
      if (options.early) await call.page.evaluate(options.early);
      if (open) await call.start();
      else await call.press("call-button");
      await body(call, await server.connection(), t);
      if (await call.page.$(slot("call-button", "connected"))) await call.press("call-button");
      await call.untilReleased();
    });
}
