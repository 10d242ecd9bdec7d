// Starts WebKitGTK's MiniBrowser, driven by WebKitWebDriver, on an X server without a screen.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MINIBROWSER, WEBKITDRIVER, XVFB } from "../paths.mjs";
import { freePorts } from "../ports.mjs";
import { until } from "../until.mjs";
import { WebDriver } from "./driver.mjs";
import { Page } from "./page.mjs";
import { Site } from "./site.mjs";

/** In ms, for a busy machine. */
const STARTS_WITHIN = 120_000;

/** With `device`, WebKit's mock devices. Its microphone hums and beeps. */
const args = ({ device, allow }) => [
  "--automation",
  // Hides the toolbar, which would be 447 px wide at least.
  "--full-screen",
  "--enable-media-stream=true",
  `--enable-mock-capture-devices=${device}`,
  "--media-playback-requires-user-gesture=false",
  // A page that was left must not stay alive in the back/forward cache.
  "--enable-page-cache=false",
  `--features=+MediaSessionCaptureToggleAPI,${allow ? "-" : "+"}MockCaptureDevicesPrompt`,
];

/** Starts the browser. It has one page at a time. */
export async function launchWebKit({ device = true, allow = true }) {
  const folder = mkdtempSync(join(tmpdir(), "speko-e2e-"));
  withoutAnimations(folder);
  const children = [];
  const run = (program, args, options) => {
    const child = spawn(program, args, options);
    children.push({ child, exited: Promise.race([once(child, "exit"), once(child, "error")]) });
    return child;
  };
  // Nothing may outlive a test run that fails without closing the browser.
  const kill = () => children.forEach(({ child }) => child.kill());
  process.once("exit", kill);
  const driver = new WebDriver();
  const sites = [];
  let isOpen = false;
  const close = async () => {
    // A page that has crashed cannot be closed, and its site would keep the test run alive.
    for (const site of sites) await site.close();
    if (isOpen) await driver.close().catch(() => {});
    // The driver first: without its display the browser would report an error.
    for (const { child, exited } of children.reverse()) {
      child.kill();
      await exited.catch(() => {});
    }
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const display = await startDisplay(run);
    driver.url = await startDriver(run, environment(folder, display));
    await driver.open({ "webkitgtk:browserOptions": { binary: MINIBROWSER, args: args({ device, allow }) } });
    isOpen = true;
    // As puppeteer's pages in these tests.
    await driver.post("/window/rect", { x: 0, y: 0, width: 1280, height: 800 });
  } catch (error) {
    await close();
    throw error;
  }
  const newPage = async () => {
    const site = new Site();
    sites.push(site);
    return new Page(driver, site);
  };
  return {
    newPage,
    close,
    async createBrowserContext() {
      let page;
      return { newPage: async () => (page = await newPage()), close: () => page?.close() };
    },
  };
}

/** Starts an X server on a free display, and returns the display's name. */
async function startDisplay(run) {
  const child = run(XVFB, ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await Promise.race([
    once(createInterface({ input: child.stdio[3] }), "line"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}`))),
  ]);
  return `:${number}`;
}

async function startDriver(run, env) {
  const { tcp: [port] } = await freePorts({ tcp: 1 });
  const child = run(WEBKITDRIVER, [`--port=${port}`], { env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const isUp = () => {
    if (child.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${child.exitCode}: address already in use?`);
    return fetch(`${url}/status`).then(({ ok }) => ok, () => false);
  };
  await until("WebKitWebDriver listens", isUp, { timeout: STARTS_WITHIN });
  return url;
}

/**
 * Makes pages prefer reduced motion: without a graphics card, the gallery's animations take a whole
 * core.
 */
function withoutAnimations(folder) {
  const settings = join(folder, "config/gtk-3.0");
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, "settings.ini"), "[Settings]\ngtk-enable-animations=false\n");
}

/** Keeps the browser away from the user's files, session bus and graphics card. */
function environment(folder, display) {
  const isRoot = process.getuid?.() === 0;
  return {
    ...process.env,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_DATA_HOME: join(folder, "data"),
    DISPLAY: display,
    DBUS_SESSION_BUS_ADDRESS: "disabled:",
    GTK_A11Y: "none",
    NO_AT_BRIDGE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    MESA_SHADER_CACHE_DISABLE: "true",
    // The sandbox does not run as root. The pages are this repository's own.
    ...(isRoot && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" }),
  };
}
