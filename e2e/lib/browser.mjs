// Starts a browser whose microphone plays a recording: Chromium over CDP, Firefox over WebDriver
// BiDi, or WebKit over WebDriver.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { CHROMIUM_FLAGS } from "./chromium-flags.mjs";
import { BROWSER, CHROME, FIREFOX } from "./paths.mjs";
import { flac, isLoop, OWN, recording } from "./recordings.mjs";
import { startSpeaker } from "./speaker.mjs";
import { launchWebKit } from "./webkit/browser.mjs";

/** In ms, for a busy machine. */
const STARTS_WITHIN = 120_000;

/**
 * Starts the browser. `device: false` is a machine without a microphone. `allow: false` leaves the
 * permission to the test. `autoplay: true` allows playback before any gesture.
 */
export function startBrowser(options = {}) {
  const start = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit }[BROWSER];
  return start(options);
}

async function startChromium({ device = true, allow = true, autoplay = false }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  const heard = join(folder, "microphone.wav");
  const args = [...CHROMIUM_FLAGS, "--allow-loopback-in-peer-connection"];
  if (device) args.push("--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${heard}%noloop`);
  if (allow) args.push("--use-fake-ui-for-media-stream");
  args.push(`--autoplay-policy=${autoplay ? "no-user-gesture-required" : "document-user-activation-required"}`);

  const browser = await puppeteer.launch({
    executablePath: CHROME,
    timeout: STARTS_WITHIN,
    headless: true, // Chromium's new headless mode
    userDataDir: join(folder, "profile"),
    defaultViewport: { width: 1280, height: 800 },
    args,
  });
  /** Sets the microphone's recording. It applies when the microphone is opened next. */
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

/**
 * Returns the script that plays a recording instead of the microphone, to run before the page's
 * own. It embeds FLAC, because it is sent to each new page.
 */
function playing(name) {
  const sound = readFileSync(flac(name)).toString("base64");
  return MICROPHONE.replace("atob(RECORDING)", () => `atob("${sound}")`).replace("= IS_LOOP", `= ${isLoop(name)}`);
}

// In Firefox, a click's user activation is lost as soon as a WebDriver script has run in the page,
// because WebDriver removes its own activation. Audio that starts later would be blocked in some
// runs, so autoplay is allowed.
async function startFirefox({ device = true, allow = true, autoplay = true }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  // PulseAudio's sink also provides a monitor, which counts as a microphone. Other systems are
  // assumed to have a sound card.
  const speaker = device && process.platform === "linux" ? await startSpeaker(folder) : null;
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    timeout: STARTS_WITHIN,
    headless: true,
    env: { ...process.env, ...speaker?.env },
    userDataDir: join(folder, "profile"),
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: {
      "media.navigator.streams.fake": device,
      "media.navigator.permission.disabled": allow,
      // No user can answer a prompt, so a preference does.
      "permissions.default.microphone": allow ? 0 : 2,
      // Without it a page on loopback finds no candidate.
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      // Light mode, whatever the machine's preference.
      "layout.css.prefers-color-scheme.content-override": 1,
      "media.autoplay.default": autoplay ? 0 : 1,
      "media.autoplay.blocking_policy": 0,
    },
  });
  let name = "quiet";
  return {
    browser,
    play: (next) => (name = next),
    microphone: () => playing(name),
    async stop() {
      await browser.close();
      await speaker?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** WebKitGTK. Autoplay is always allowed. */
async function startWebKit({ device = true, allow = true }) {
  const browser = await launchWebKit({ device, allow });
  let name = "quiet";
  return {
    browser,
    play: (next) => (name = next),
    // A missing or denied microphone is the browser's own.
    microphone: () => (name === OWN || !device || !allow ? "" : playing(name)),
    stop: () => browser.close(),
  };
}
