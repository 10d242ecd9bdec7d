// A Chromium that another program starts, for example in another network namespace. No port of it
// can be reached from here, so it is driven over pipes. Its microphone repeats one recording.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { CHROMIUM_FLAGS } from "./chromium-flags.mjs";

export async function startNetnsBrowser({ program, microphone }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-netns-"));
  const browser = await puppeteer.launch({
    executablePath: program,
    pipe: true,
    headless: true,
    userDataDir: join(folder, "profile"),
    defaultViewport: { width: 1280, height: 800 },
    args: [
      ...CHROMIUM_FLAGS,
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${microphone}`,
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
  return {
    browser,
    async stop() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
