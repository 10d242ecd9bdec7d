// Errors of the server, the network and the app, and what the page shows for them.
import assert from "node:assert/strict";
import { startBackend } from "../lib/backend.mjs";
import { closedPort } from "../lib/closed-port.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const SOCKETS = "sockets: refused and lost connections";
/** The browser itself logs each refused connection. */
const expected = [/WebSocket connection to/, /Failed to load resource/];

/** Starts a call, waits for the error, and checks that everything else is released. */
async function fails(call, code, words) {
  await call.press("call-button");
  const error = await call.untilError();
  assert.equal(error.code, code);
  assert.match(error.text, words);
  // Without a refusal the timeout of 15 s would report the error.
  assert.ok(error.took < 14_000, `the error is shown after ${error.took} ms`);
  await call.untilReleased();
  return call.page.evaluate(() => ({ sockets: probe.made.sockets.length, prompts: probe.prompt.asked }));
}

const REFUSED = [
  ["an expired token", { ttl: -600 }, /expired/, SOCKETS],
  ["a token signed with another secret", { secret: "another" }, /rejected/],
  ["a token with another API key", { key: "another" }, /rejected/],
  ["a token without the roomJoin grant", { grant: { roomJoin: false } }, /rejected/],
];

for (const [what, claims, words, firefox] of REFUSED) {
  scenario(`${what} is rejected in one attempt, and the page shows why`, { expected, firefox }, async (call) => {
    await call.giveCredentials({ transportToken: mint(claims) });
    const { sockets } = await fails(call, "CONNECTION_FAILED", words);
    assert.equal(sockets, 1);

    await call.answerCredentials((request) => request.continue());
    await call.start();
    assert.equal(await call.page.$(slot("error-notice")), null, "the next start clears the error");
    await call.end();
  });
}

const MALFORMED = [
  ["an empty token", { transportToken: "" }],
  ["a malformed token", { transportToken: "no token" }],
  ["a missing token", {}],
  ["an empty URL", { transportToken: mint(), transportUrl: "" }],
  ["a URL with another scheme", { transportToken: mint(), transportUrl: "ftp://127.0.0.1" }],
];

for (const [what, fields] of MALFORMED) {
  scenario(`${what} fails before a socket or microphone is opened`, {}, async (call) => {
    await call.giveCredentials(fields);
    assert.deepEqual(await fails(call, "INVALID_CREDENTIALS", /error of the site/), { sockets: 0, prompts: 0 });
  });
}

scenario("an unreachable voice server fails with CONNECTION_FAILED", { expected, firefox: SOCKETS }, async (call) => {
  await call.giveCredentials({ transportToken: mint(), transportUrl: await closedPort() });
  await fails(call, "CONNECTION_FAILED", /could not be reached.*connection/);
});

scenario("an unreachable app backend fails before a socket or microphone is opened", { expected }, async (call) => {
  await call.answerCredentials((request) => request.abort("connectionrefused"));
  assert.deepEqual(await fails(call, "CONNECTION_FAILED", /could not start a conversation/), { sockets: 0, prompts: 0 });
});

scenario("an error of the app's backend hides the response body and can be dismissed", { expected }, async (call) => {
  await call.answerCredentials((request) => request.respond({ status: 500, body: "a secret of the backend" }));
  await call.press("call-button");
  const error = await call.untilError();
  assert.equal(error.code, "CONNECTION_FAILED");
  assert.doesNotMatch(error.text, /secret/);
  await call.untilReleased();
  await call.page.click(`${slot("error-notice")} button`);
  await call.page.waitForSelector(slot("error-notice"), { hidden: true });
});

const ANSWERS = [
  [401, {}, /did not recognize you/],
  [403, {}, /does not let you/],
  [404, {}, /error of the site/],
  [429, { "Retry-After": "30" }, /Too many.*in 30 s/],
  [500, {}, /server failed/],
];

for (const [status, headers, words] of ANSWERS) {
  scenario(`status ${status} of the app's backend has its own message`, { expected }, async (call) => {
    await call.answerCredentials((request) => request.respond({ status, headers, body: "<h1>Sorry</h1>" }));
    assert.deepEqual(await fails(call, "CONNECTION_FAILED", words), { sockets: 0, prompts: 0 });
    assert.doesNotMatch((await call.untilError()).text, /internet connection/);
  });
}

scenario("HTML instead of credentials is an error of the site", { expected }, async (call) => {
  await call.answerCredentials((request) => request.respond({ status: 200, contentType: "text/html", body: "<h1>Sign in</h1>" }));
  assert.deepEqual(await fails(call, "INVALID_CREDENTIALS", /sent no credentials.*error of the site/), { sockets: 0, prompts: 0 });
});

/** Starts a call on a voice server other than the one that serves the page. */
async function callOtherServer(call, server) {
  await call.giveCredentials({ transportToken: mint(), transportUrl: server.url.replace("http", "ws") });
  await call.press("call-button");
  await call.untilState("call-button", "connected");
  await call.untilSound();
}

scenario("a voice server that dies for good ends the call with CONNECTION_FAILED and releases everything", { expected, firefox: SOCKETS }, async (call) => {
  const server = await startBackend();
  try {
    await callOtherServer(call, server);
    const killed = await call.now();
    await server.kill();
    await call.untilReconnecting(killed);
    assert.equal(await call.page.$eval(slot("status-badge"), (badge) => badge.dataset.connection), "reconnecting");
    // Beyond the reconnect policy's last attempt.
    await call.jumpClock(125_000);
    const error = await call.untilError();
    assert.equal(error.code, "CONNECTION_FAILED");
    assert.match(error.text, /could not be restored.*connection/);
    await call.untilReleased();
    assert.equal(await call.page.$eval(slot("status-badge"), (badge) => badge.dataset.connection), "lost");
  } finally {
    await server.stop();
  }
});

scenario("after a voice server restart the call reconnects, stays muted and loses no typed message", { expected, hears: "dialogue", firefox: SOCKETS }, async (call) => {
  let server = await startBackend();
  try {
    await callOtherServer(call, server);
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    const muted = await call.now();
    await server.kill();
    await call.untilReconnecting(muted);
    await call.type("Typed offline");
    server = await startBackend(undefined, { listen: new URL(server.url).host });
    await call.page.waitForSelector(slot("connection-notice"), { hidden: true });
    await call.untilRow("agent", "Typed offline");
    assert.equal(await call.page.$$eval(slot("turn"), (rows) =>
      rows.filter((row) => row.dataset.source === "user" && row.textContent.includes("Typed offline")).length), 1);
    assert.equal(await call.page.$eval(slot("mic-toggle"), (button) => button.dataset.state), "muted");
    assert.ok(!(await call.statesSince("mic-toggle", muted)).includes("live"), "the microphone is not live during the reconnect");
    assert.equal((await server.callerStats("e2e")).audible_packets, 0);
    await call.press("mic-toggle");
    await until("the agent hears the user again", async () => (await server.callerStats("e2e")).audible_packets > 20);
    // The agent echoes the user's audio.
    await call.untilSound(await call.now());
    await call.end();
    await server.untilEmpty();
  } finally {
    await server.stop();
  }
});
