// What a file of tests shares: one backend, one browser; and each test a page that is checked at its end.
import { after, before, test } from "node:test";
import { startBackend } from "./backend.mjs";
import { startBrowser } from "./browser.mjs";
import { BROWSER } from "./built.mjs";
import { openPage } from "./page.mjs";

/** `describe` with a browser of these options and a backend that serves this page. */
export function suite({ page, ...options } = {}) {
  let backend, browser;
  before(async () => {
    [backend, browser] = await Promise.all([startBackend(page), startBrowser(options)]);
  });
  after(async () => {
    await browser?.stop();
    await backend?.stop();
  });

  /**
   * A test of one page. `hears` is the recording of the microphone, `expected` what the console may complain about.
   * `only` names the one browser that can run it, and `why` says what the other lacks; `todo` is what is known to fail.
   */
  return (name, { hears = "quiet", expected, only = BROWSER, why, todo, ...open }, body) =>
    test(name, { timeout: 60_000, skip: only !== BROWSER && `${only} only: ${why}`, todo }, async (t) => {
      browser.play(hears);
      const call = await openPage(browser, backend, open);
      try {
        await body(call, t, browser);
      } catch (error) {
        await call.close().catch((other) => t.diagnostic(other.message));
        t.diagnostic(`the backend said: ${backend.log.slice(-5).join(" | ")}`);
        throw error;
      }
      await call.close({ expected });
      await backend.untilEmpty();
    });
}
