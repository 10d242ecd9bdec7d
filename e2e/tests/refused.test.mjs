// What a server, a network or an app can do wrong, and what the page says about it.
import assert from "node:assert/strict";
import { startBackend } from "../lib/backend.mjs";
import { nobody } from "../lib/nobody.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";
import { until } from "../lib/until.mjs";

const scenario = suite();
const SOCKETS = "sockets: refused and lost connections";
/** The browser itself complains about each refused connection. */
const expected = [/WebSocket connection to/, /Failed to load resource/];

/** Presses start, waits for the error, and checks that nothing is left but it. */
async function fails(call, code, words) {
  await call.press("call-button");
  const error = await call.untilError();
  assert.equal(error.code, code);
  assert.match(error.text, words);
  await call.untilReleased();
  return call.page.evaluate(() => ({ sockets: probe.made.sockets.length, prompts: probe.prompt.asked }));
}

const REFUSED = [
  ["an expired token", { ttl: -600 }, /expired/, SOCKETS],
  ["a token that another secret signed", { secret: "another" }, /did not accept/],
  ["a token of another key", { key: "another" }, /did not accept/],
  ["a token that allows no room", { grant: { roomJoin: false } }, /did not accept/],
];

for (const [what, claims, words, firefox] of REFUSED) {
  scenario(`${what} is refused in one attempt, and the page says why`, { expected, firefox }, async (call) => {
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
  ["what is no token", { transportToken: "no token" }],
  ["no token at all", {}],
  ["an empty URL", { transportToken: mint(), transportUrl: "" }],
  ["a URL of another kind", { transportToken: mint(), transportUrl: "ftp://127.0.0.1" }],
];

for (const [what, fields] of MALFORMED) {
  scenario(`${what} is an error before any socket or microphone`, {}, async (call) => {
    await call.giveCredentials(fields);
    assert.deepEqual(await fails(call, "INVALID_CREDENTIALS", /site's mistake/), { sockets: 0, prompts: 0 });
  });
}

scenario("a voice server that is down", { expected, firefox: SOCKETS }, async (call) => {
  await call.giveCredentials({ transportToken: mint(), transportUrl: await nobody() });
  await fails(call, "CONNECTION_FAILED", /could not be reached.*connection/);
});

scenario("an app whose backend is down", { expected }, async (call) => {
  await call.answerCredentials((request) => request.abort("connectionrefused"));
  assert.deepEqual(await fails(call, "CONNECTION_FAILED", /could not start a conversation/), { sockets: 0, prompts: 0 });
});

scenario("an app whose backend fails", { expected }, async (call) => {
  await call.answerCredentials((request) => request.respond({ status: 500, body: "a secret of the backend" }));
  await call.press("call-button");
  const error = await call.untilError();
  assert.equal(error.code, "CONNECTION_FAILED");
  assert.doesNotMatch(error.text, /secret/);
  await call.untilReleased();
  await call.page.click(`${slot("error-notice")} button`);
  await call.page.waitForSelector(slot("error-notice"), { hidden: true });
});

/** In a call whose voice server is not the one that serves the page. */
async function callsElsewhere(call, server) {
  await call.giveCredentials({ transportToken: mint(), transportUrl: server.url.replace("http", "ws") });
  await call.press("call-button");
  await call.untilState("call-button", "connected");
  await call.untilSound();
}

scenario("a voice server that dies in the call for good: the page says so, and all is released", { expected, firefox: SOCKETS }, async (call) => {
  const server = await startBackend();
  try {
    await callsElsewhere(call, server);
    await server.kill();
    await call.untilBroken();
    assert.equal(await call.page.$eval(slot("status-badge"), (badge) => badge.dataset.connection), "reconnecting");
    // Longer than the policy's last try.
    await call.pass(125_000);
    const error = await call.untilError();
    assert.equal(error.code, "CONNECTION_FAILED");
    assert.match(error.text, /did not come back.*connection/);
    await call.untilReleased();
    assert.equal(await call.page.$eval(slot("status-badge"), (badge) => badge.dataset.connection), "lost");
  } finally {
    await server.stop();
  }
});

scenario("a voice server that dies and is back: the call goes on, muted stays muted, nothing typed is lost", { expected, hears: "dialogue", firefox: SOCKETS }, async (call) => {
  let server = await startBackend();
  try {
    await callsElsewhere(call, server);
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    const muted = await call.now();
    await server.kill();
    await call.untilBroken();
    await call.type("Typed in the dark");
    server = await startBackend(undefined, { listen: new URL(server.url).host });
    await call.page.waitForSelector(slot("connection-notice"), { hidden: true });
    await call.untilRow("agent", "Typed in the dark");
    assert.equal(await call.page.$$eval(slot("turn"), (rows) =>
      rows.filter((row) => row.dataset.source === "user" && row.textContent.includes("Typed in the dark")).length), 1);
    assert.equal(await call.page.$eval(slot("mic-toggle"), (button) => button.dataset.state), "muted");
    assert.ok(!(await call.statesSince("mic-toggle", muted)).includes("live"), "it was never live in between");
    assert.equal((await server.heard("e2e")).audible_packets, 0);
    await call.press("mic-toggle");
    await until("the agent hears the user again", async () => (await server.heard("e2e")).audible_packets > 20);
    // It plays back what it heard.
    await call.untilSound(await call.now());
    await call.end();
    await server.untilEmpty();
  } finally {
    await server.stop();
  }
});
