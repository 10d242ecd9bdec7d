// A browser of its own, whose microphone is a recording: Chromium by CDP, or Firefox by WebDriver BiDi.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { BROWSER, CHROME, FIREFOX } from "./built.mjs";
import { flac, recording } from "./recordings.mjs";
import { startSpeaker } from "./speaker.mjs";

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
export function startBrowser(options = {}) {
  return BROWSER === "firefox" ? startFirefox(options) : startChromium(options);
}

async function startChromium({ device = true, allow = true, autoplay = false }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  const heard = join(folder, "microphone.wav");
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
    copyFileSync(recording(name), `${heard}.part`);
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

const MICROPHONE = readFileSync(new URL("microphone.js", import.meta.url), "utf8");

// A hand's press is forgotten here as soon as something that WebDriver runs in the page has ended, which takes its own
// gesture back. Sound that begins later would be blocked in some runs: so it is allowed.
async function startFirefox({ device = true, allow = true, autoplay = true }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  // What a sound card plays counts as a microphone too. Other systems are taken to have a card.
  const speaker = device && process.platform === "linux" ? await startSpeaker(folder) : null;
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    env: { ...process.env, ...speaker?.env },
    userDataDir: join(folder, "profile"),
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: {
      "media.navigator.streams.fake": device,
      "media.navigator.permission.disabled": allow,
      // Where nobody is there to answer a prompt, a policy does.
      "permissions.default.microphone": allow ? 0 : 2,
      // Without it a page on this machine finds no candidate.
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      // Light, whatever the machine prefers.
      "layout.css.prefers-color-scheme.content-override": 1,
      "media.autoplay.default": autoplay ? 0 : 1,
      "media.autoplay.blocking_policy": 0,
    },
  });
  let name = "quiet";
  return {
    browser,
    play: (next) => (name = next),
    /** What the page has to run before anything of its own. FLAC, because it is sent anew to each page. */
    microphone: () => {
      const sound = readFileSync(flac(name)).toString("base64");
      return MICROPHONE.replace("atob(RECORDING)", () => `atob("${sound}")`);
    },
    async stop() {
      await browser.close();
      await speaker?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
