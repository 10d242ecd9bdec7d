// The paths of what is tested: set by scripts/test, or those of a manual build.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ARCH = { x64: "x86_64", arm64: "aarch64" }[process.arch];
const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const BACKEND = process.env.BACKEND ?? at("target/debug/speko-dev-server");
export const DEMO = process.env.PAGE ?? at("dist/demo");
export const MINIMAL = process.env.MINIMAL_PAGE ?? at("dist/minimal");
/** The minimal page over the realtime transport. */
export const REALTIME_PAGE = process.env.SPEECH_PAGE ?? at("dist/speech");
export const SSR = process.env.SSR ?? at("target/debug/voice-ssr");
export const SSR_PKG = process.env.SSR_PKG ?? at("dist/ssr/pkg");
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "leptos-speko");
export const E2E_PAGE = process.env.E2E_PAGE ?? at("dist/e2e");
/**
 * The current livekit-server, and an old one. The old one is an empty string if there is no Go to
 * build it.
 */
export const LIVEKIT = process.env.LIVEKIT_SERVER ?? join(cache, "livekit/1.13.5/livekit-server");
export const LIVEKIT_OLD = process.env.LIVEKIT_OLD_SERVER ?? join(cache, "livekit/1.8.4/livekit-server");
export const PYTHON = process.env.AGENTS_PYTHON ?? join(cache, agentsFolder(), "bin/python");
export const CHROME = process.env.CHROME ?? "/usr/bin/chromium";
export const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
export const PULSEAUDIO = process.env.PULSEAUDIO ?? "/usr/bin/pulseaudio";
export const WEBKITDRIVER = process.env.WEBKITDRIVER ?? "/usr/bin/WebKitWebDriver";
/** Debian installs it outside PATH, in a folder named after the architecture. */
export const MINIBROWSER = process.env.MINIBROWSER ?? `/usr/lib/${ARCH}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
export const XVFB = process.env.XVFB ?? "/usr/bin/Xvfb";
/** The browser that is driven: `chromium`, `firefox` or `webkit`. */
export const BROWSER = process.env.E2E_BROWSER ?? "chromium";
/** The demo's call: over WebRTC, except in WebKitGTK, which does not have it. */
export const CALL_PATH = BROWSER === "webkit" ? "/?transport=realtime" : "/";
export const SCREENSHOTS = process.env.SCREENSHOTS ?? at("e2e/screenshots");

/** Returns the venv that scripts/test has made for the current requirements.txt. */
function agentsFolder() {
  const list = readFileSync(at("e2e/agents/requirements.txt"), "utf8");
  const isOurs = (name) => {
    const made = join(cache, name, "requirements.txt");
    return name.startsWith("agents-") && existsSync(made) && readFileSync(made, "utf8") === list;
  };
  return (existsSync(cache) ? readdirSync(cache) : []).find(isOurs) ?? "agents";
}
