// The setup of a test file: one backend and one browser for the file, and for each test a page that
// is checked at the end.
import { test } from "node:test";
import { startBackend } from "./backend.mjs";
import { startBrowser } from "./browser.mjs";
import { BROWSER } from "./paths.mjs";
import { openPage } from "./page.mjs";
import { isSelected, shared } from "./selection.mjs";
import { startAll } from "./start.mjs";

/**
 * Sets up a browser with these options and a backend that serves this page, for the file or the
 * group. `resumeWithin` is for the backend.
 */
export function suite({ page, resumeWithin, ...options } = {}) {
  let backend, browser, used;
  // With the first registered test only: without any, nothing is started.
  const share = () => {
    if (used) return;
    used = true;
    shared(
      async () => {
        [backend, browser] = await startAll(startBackend(page, { resumeWithin }), startBrowser(options));
      },
      async () => {
        await browser?.stop();
        await backend?.stop();
      },
    );
  };

  /**
   * Registers a test of one page. `hears` is the microphone's recording. `expected` are patterns of
   * console errors to ignore. `only` names the one browser that can run it, and `why` says what the
   * other lacks. `todo` marks a known failure. `firefox` says why its result can differ between
   * engines, `long` what the gate runs instead: see selection.mjs.
   */
  return (name, { hears = "quiet", expected, only, why, todo, firefox, long, ...open }, body) => {
    if (!isSelected(name, { firefox, long, only })) return;
    share();
    test(name, { timeout: 60_000, skip: Boolean(only) && only !== BROWSER && `${only} only: ${why}`, todo }, async (t) => {
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
export function check(name, { firefox, long, ...options }, body) {
  if (isSelected(name, { firefox, long })) test(name, { timeout: 60_000, ...options }, body);
}
