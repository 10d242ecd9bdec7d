// The microphone of a realtime conversation, as the server hears it. In WebKit, as in Safari, the
// browser itself mutes the microphone while the page reports it as inactive to the media session.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { BROWSER, DEMO } from "../lib/paths.mjs";
import { realtimeSuite } from "../lib/realtime-suite.mjs";
import { OWN } from "../lib/recordings.mjs";
import { until } from "../lib/until.mjs";

const realtime = realtimeSuite({ page: DEMO });
const path = "/?transport=realtime";
const MICROPHONE = {
  // The recording replaces the track that WebKit mutes.
  hears: BROWSER === "webkit" ? OWN : "talking",
  firefox: "media: muted tracks",
  webkit: "media: the media session mutes the track",
};

/** Returns the loudness of a frame of PCM16, from 0 to 1. */
function loudness({ data }) {
  let sum = 0;
  for (let at = 0; at < data.length; at += 2) sum += (data.readInt16LE(at) / 32_768) ** 2;
  return Math.sqrt(sum / (data.length / 2));
}

/** Waits until half a second of audible frames has arrived from now on. */
const untilHeard = (connection, from = connection.frames.length) =>
  until("the server hears the user", () => connection.frames.slice(from).filter((one) => loudness(one) > 0.02).length >= 25);

/** Checks that no frame arrives during a second of audio. */
async function assertNotHeard(call, connection) {
  await until("the last frame has arrived", async () => {
    const before = connection.frames.length;
    await call.untilReceived(300);
    return connection.frames.length === before;
  });
  const before = connection.frames.length;
  await call.untilReceived(1_000);
  assert.equal(connection.frames.length, before, "frames while muted");
}

realtime("after mute and unmute the microphone is live, and the server hears it again", { path, ...MICROPHONE }, async (call, connection) => {
  await call.untilState("mic-toggle", "live");
  await untilHeard(connection);
  for (let round = 0; round < 3; round += 1) {
    await call.press("mic-toggle");
    await call.untilState("mic-toggle", "muted");
    await assertNotHeard(call, connection);
    const before = await call.now();
    await call.press("mic-toggle");
    await call.untilBecame("mic-toggle", "live", before);
    await untilHeard(connection);
    assert.ok(await call.page.$(slot("mic-toggle", "live")), "the microphone is still live");
  }
});

realtime("a call that starts muted is heard after unmute", { path, open: false, greet: () => {}, ...MICROPHONE }, async (call, connection) => {
  await call.press("mic-toggle");
  await call.page.waitForSelector(`${slot("mic-toggle")}[aria-pressed=true]`);
  connection.ready();
  await call.untilState("call-button", "connected");
  await call.untilState("mic-toggle", "muted");
  await assertNotHeard(call, connection);
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "live");
  await untilHeard(connection);
});

realtime("push to talk is heard each time while the key is held, and only then", { path: `${path}&push-to-talk`, ...MICROPHONE }, async (call, connection) => {
  const { keyboard } = call.page;
  await call.page.evaluate(() => document.activeElement.blur());
  for (let round = 0; round < 3; round += 1) {
    await assertNotHeard(call, connection);
    await keyboard.down("t");
    await call.untilState("push-to-talk", "talking");
    await call.untilState("mic-toggle", "live");
    await untilHeard(connection);
    await keyboard.up("t");
    await call.untilState("push-to-talk", "idle");
    await call.untilState("mic-toggle", "muted");
  }
});
