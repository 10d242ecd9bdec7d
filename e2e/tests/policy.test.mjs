// Policies of the page and of the page that embeds it, which block the microphone or the server.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { DEMO, REALTIME_PAGE } from "../lib/paths.mjs";
import { startSite } from "../lib/site.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";

const scenario = suite();
/** The browser itself logs what it blocks. */
const expected = [/Content.Security.Policy/i, /connect-src/, /WebSocket/, /Failed to (load|fetch)/, /Permissions.policy/i];
const READY = `${slot("call-button", "idle")}:not([disabled])`;
const TELLS = { only: "chromium", why: "other browsers do not tell a page which features it may use" };

/** Opens a built page that is served with this Content-Security-Policy. */
async function visit(call, t, folder, policy) {
  const site = await startSite({ folder, headers: { "content-security-policy": policy } });
  t.after(() => site.stop());
  await call.page.goto(site.url);
  await call.page.waitForSelector(READY);
}

/** Starts a call, which the policy has to block at once. */
async function isBlocked(call) {
  await call.press("call-button");
  const error = await call.untilError();
  assert.equal(error.code, "CONNECTION_FAILED");
  assert.match(error.text, /security policy blocks.*error of the site.*connect-src/);
  // Without the report of the browser, the timeouts of 10 and 15 s would end the start.
  assert.ok(error.took < 5_000, `the error is shown after ${error.took} ms`);
  await call.untilReleased();
}

scenario("a Content-Security-Policy that blocks the voice server is named at once", { expected, firefox: "reports of a policy" }, async (call, t) => {
  await visit(call, t, DEMO, "connect-src 'self'");
  await call.giveCredentials({ transportToken: mint() });
  await isBlocked(call);
});

scenario("a Content-Security-Policy that only reports does not stop a call", { expected, firefox: "reports of a policy" }, async (call, t) => {
  const headers = { "content-security-policy-report-only": "connect-src 'self'" };
  const site = await startSite({ folder: DEMO, headers });
  t.after(() => site.stop());
  await call.page.goto(site.url);
  await call.page.waitForSelector(READY);
  await call.giveCredentials({ transportToken: mint({ room: "report-only" }) });
  await call.start();
  await call.end();
});

scenario("a Content-Security-Policy that blocks a realtime server is named at once", { expected, firefox: "reports of a policy" }, async (call, t) => {
  await visit(call, t, REALTIME_PAGE, "connect-src 'self'");
  const wsUrl = call.backend.url.replace("http", "ws");
  await call.giveCredentials({ sessionId: "1", wsUrl, wsToken: "aa.bb.cc" });
  await isBlocked(call);
});

scenario("a Content-Security-Policy that blocks the app's endpoint is named at once", { expected, firefox: "reports of a policy" }, async (call) => {
  await call.page.evaluate(() => {
    const meta = Object.assign(document.createElement("meta"), { httpEquiv: "Content-Security-Policy", content: "connect-src 'none'" });
    document.head.append(meta);
  });
  await isBlocked(call);
  assert.equal(call.credentials.length, 0);
});

/** Opens a page of another origin that embeds the backend's page, and returns the frame. */
async function embed(call, t, attributes) {
  const frame = `<!doctype html><title>Embedding page</title><iframe title="Call" width="800" height="700" ${attributes} src="${call.backend.url}/"></iframe>`;
  const site = await startSite({ pages: { "/embed": frame } });
  t.after(() => site.stop());
  await call.page.goto(`${site.url}/embed`);
  const frames = await call.page.waitForSelector("iframe");
  const embedded = await frames.contentFrame();
  await embedded.waitForSelector(READY);
  return embedded;
}

scenario("a frame that may not use the microphone says so before the press", { expected, ...TELLS }, async (call, t) => {
  const frame = await embed(call, t, "");
  const notice = async () => {
    await frame.waitForSelector(slot("error-notice"));
    const [code, text] = await frame.$eval(slot("error-notice"), (notice) => [notice.dataset.code, notice.textContent]);
    assert.equal(code, "MICROPHONE_FAILED");
    assert.match(text, /embedding page has to allow it/);
  };
  await notice();
  await frame.click(`${slot("error-notice")} button`);
  await frame.waitForSelector(slot("error-notice"), { hidden: true });
  await frame.click(slot("call-button"));
  await notice();
  assert.equal(call.credentials.length, 0, "no session is used up");
  await frame.waitForSelector(READY);
});

scenario("a frame that may use the microphone holds a call", { expected, ...TELLS }, async (call, t) => {
  const frame = await embed(call, t, 'allow="microphone; autoplay"');
  assert.equal(await frame.$(slot("error-notice")), null);
  await frame.click(slot("call-button"));
  await frame.waitForSelector(slot("call-button", "connected"));
  // Presses within 500 ms of the last one are ignored.
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 550)));
  await frame.click(slot("call-button"));
  await frame.waitForSelector(slot("call-button", "idle"));
});
