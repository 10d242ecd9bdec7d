// A server-rendered page: usable as HTML, hydrated without a warning, then a voice page like any
// other.
import assert from "node:assert/strict";
import { startBackend } from "../lib/backend.mjs";
import { BROWSER } from "../lib/paths.mjs";
import { startBrowser } from "../lib/browser.mjs";
import { openPage, slot } from "../lib/page.mjs";
import { shared } from "../lib/selection.mjs";
import { startServer } from "../lib/ssr.mjs";
import { startAll } from "../lib/start.mjs";
import { check } from "../lib/suite.mjs";

const SLOTS = [
  "call-button",
  "mic-toggle",
  "volume-slider",
  "message-input",
  "transcript-feed",
  "status-badge",
  "agent-state",
  "audio-visualizer",
  "level-meter",
  "pre-join",
  "mic-select",
  "speaker-select",
  "transcript-export",
  "debug-panel",
  "voice-widget",
  "push-to-talk",
  "device-notice",
];

/** On a busy machine the page uses its preloaded module after the browser stops waiting for it. */
const PRELOAD = /was preloaded using link preload but not used/;
const complaints = (call) => call.console.messages(["warning", "error"]).filter(({ text }) => !PRELOAD.test(text));

const HYDRATION = { webkit: "hydration: how HTML is parsed, and properties of controls" };

let backend, server, browser;
shared(
  async () => {
    [backend, browser] = await startAll(startBackend(), startBrowser());
    server = await startServer(backend);
  },
  async () => {
    await browser?.stop();
    await server?.stop();
    await backend?.stop();
  },
);

check("the server's HTML contains labelled, disabled controls and no secret", {}, async () => {
  const response = await fetch(server.url);
  const html = await response.text();
  assert.equal(response.status, 200);
  for (const name of SLOTS) {
    assert.ok(html.includes(`data-slot="${name}"`), name);
  }
  assert.match(html, /<button[^>]*data-slot="call-button"[^>]*disabled[^>]*>/);
  assert.match(html, /aria-label="Start conversation"/);
  assert.match(html, /Rendered on the server\./);
  assert.doesNotMatch(html, /sk_local/);
});

check("every control in the server's HTML is disabled or hidden, and has an accessible name", HYDRATION, async () => {
  const html = await (await fetch(server.url)).text();
  const page = await browser.browser.newPage();
  // Parsed, not opened, so that no script runs.
  const controls = await page.evaluate((html) => {
    const said = (element) => {
      const copy = element.cloneNode(true);
      for (const menu of copy.querySelectorAll("select")) menu.remove();
      return copy.textContent.trim();
    };
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return [...parsed.querySelectorAll("button, select, input, textarea")].map((one) => ({
      what: one.outerHTML.slice(0, 160),
      off: one.disabled || one.hidden,
      name: one.getAttribute("aria-label") || (one.matches("button") ? said(one) : [...one.labels].map(said).join(" ")),
    }));
  }, html);
  await page.close();
  assert.ok(controls.length > 25, `${controls.length} controls`);
  assert.deepEqual(controls.filter(({ off, name }) => !off || !name), []);
});

const skip = BROWSER === "firefox" && "WebDriver cannot disable scripts in Firefox";
check("without scripts the page renders with disabled controls", { skip }, async () => {
  const context = await browser.browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(server.url);
  assert.equal(await page.$eval(slot("call-button"), (button) => button.disabled), true);
  assert.equal(await page.$eval(slot("transcript-feed"), (feed) => feed.getAttribute("role")), "log");
  await context.close();
});

check("hydration logs no warning and keeps the server's elements", HYDRATION, async () => {
  const call = await openPage(browser, server, { ready: false });
  await call.page.waitForSelector(`${slot("call-button", "idle")}:not([disabled])`);
  assert.deepEqual(complaints(call), []);
  // A failed hydration would rebuild the page: some elements would be duplicated, or their number
  // would differ.
  const shipped = await (await fetch(server.url)).text();
  const count = (html, name) => html.split(`data-slot="${name}"`).length - 1;
  const now = await call.page.content();
  for (const name of SLOTS) {
    assert.equal(count(now, name), count(shipped, name), name);
  }
  await call.close();
});

check("a call works on the hydrated page, through a server that alone has the API key", {}, async () => {
  const call = await openPage(browser, server);
  await call.start();
  await call.untilSound();
  await call.untilRow("agent", "I am the local agent.");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await call.end();
  assert.deepEqual(complaints(call), []);
  await call.close();
});
