// A Chromium of its own, whose microphone is a recording.
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { CHROME } from "./built.mjs";
import { recording } from "./recordings.mjs";

const QUIET_START = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--allow-loopback-in-peer-connection",
];

/**
 * `device: false` is a machine without a microphone; `allow: false` leaves the permission to the test;
 * `autoplay: true` lets a page play before any gesture.
 */
export async function startBrowser({ device = true, allow = true, autoplay = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  const heard = join(folder, "microphone.wav");
  const recordings = join(tmpdir(), "speko-e2e-recordings");
  const args = [...QUIET_START];
  if (device) args.push("--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${heard}%noloop`);
  if (allow) args.push("--use-fake-ui-for-media-stream");
  args.push(`--autoplay-policy=${autoplay ? "no-user-gesture-required" : "document-user-activation-required"}`);

  const browser = await puppeteer.launch({
    executablePath: CHROME,
    headless: true, // the new one
    userDataDir: join(folder, "profile"),
    defaultViewport: { width: 1280, height: 800 },
    args,
  });
  /** What the microphone hears from its next opening on. */
  const play = (name) => {
    copyFileSync(recording(recordings, name), `${heard}.part`);
    renameSync(`${heard}.part`, heard);
  };
  play("quiet");
  return {
    browser,
    play,
    async stop() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
