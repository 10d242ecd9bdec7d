// The setup of a test file: one backend and one browser for the file, and for each test a page that
// is checked at the end.
import { test } from "node:test";
import { startBackend } from "./backend.mjs";
import { startBrowser } from "./browser.mjs";
import { BROWSER } from "./paths.mjs";
import { openPage } from "./page.mjs";
import { isSelected, shared } from "./selection.mjs";
import { startAll } from "./start.mjs";

/** On a busy machine the sum of a test's waits can exceed a minute. */
const TIMEOUT = 180_000;

/**
 * The agent speaks for 23 s instead of 4.7 s: for tests that measure its playback, or do something
 * while it speaks. The transcript row of the greeting has its text five times.
 */
export const LONG_GREETING = { greetingTimes: 5 };

/**
 * Sets up a browser with these options and a backend that serves this page, for the file or the
 * group. `resumeWithin` is for the backend.
 */
export function suite({ page, resumeWithin, ...options } = {}) {
  /** One backend for each `greetingTimes`, started by the first test that needs it. */
  const backends = new Map();
  const backendOf = (greetingTimes) => {
    if (!backends.has(greetingTimes)) backends.set(greetingTimes, startBackend(page, { resumeWithin, greetingTimes }));
    return backends.get(greetingTimes);
  };
  let browser, used;
  // With the first registered test only: without any, nothing is started.
  const share = (greetingTimes) => {
    if (used) return;
    used = true;
    shared(
      async () => {
        [browser] = await startAll(startBrowser(options), backendOf(greetingTimes));
      },
      async () => {
        await browser?.stop();
        const started = await Promise.allSettled(backends.values());
        await Promise.all(started.map(({ value: backend }) => backend?.stop()));
      },
    );
  };

  /**
   * Registers a test of one page. `hears` is the microphone's recording. `greetingTimes` is how
   * many times in a row the agent plays its greeting. `expected` are patterns of console errors to
   * ignore. `only` names the one browser that can run it, and `why` says what the other lacks.
   * `todo` marks a known failure. `firefox` and `webkit` say why its result can differ between
   * engines, `webrtc: false` that it needs no WebRTC, `long` what the gate runs instead: see
   * selection.mjs.
   */
  return (name, { hears = "quiet", greetingTimes = 1, expected, only, why, todo, firefox, webkit, webrtc, long, ...open }, body) => {
    if (!isSelected(name, { firefox, webkit, webrtc, long, only })) return;
    share(greetingTimes);
    test(name, { timeout: TIMEOUT, skip: Boolean(only) && only !== BROWSER && `${only} only: ${why}`, todo }, async (t) => {
      const backend = await backendOf(greetingTimes);
      browser.play(hears);
      const call = await openPage(browser, backend, open);
      try {
        await body(call, t, browser);
      } catch (error) {
        await call.close().catch((other) => t.diagnostic(other.message));
        t.diagnostic(`backend log: ${backend.log.slice(-5).join(" | ")}`);
        throw error;
      }
      await call.close({ expected });
      await backend.untilEmpty();
    });
  };
}

/** `test` for files that open their own pages or none. Options as above. */
export function check(name, { firefox, webkit, webrtc, long, ...options }, body) {
  if (isSelected(name, { firefox, webkit, webrtc, long })) test(name, { timeout: TIMEOUT, ...options }, body);
}
