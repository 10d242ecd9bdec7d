// Realtime conversations on the demo, with the local agent.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { LONG_GREETING, suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const visit = suite();
const path = "/?transport=realtime";

const AUDIO = "audio: AudioContext, worklet, socket";
/** WebKit runs all tests of this file that need no WebRTC, the most important ones in the gate. */
const REALTIME = { path, webrtc: false };
const GATE = { ...REALTIME, webkit: AUDIO };

/**
 * In ms, longer than any pause of the greeting: "Hello." is followed by 300 ms of silence, another
 * sentence by 340 ms.
 */
const SPOKEN = 600;

visit("a realtime conversation plays the greeting and echoes the user, without WebRTC", { hears: "sentence", ...GATE }, async (call) => {
  await call.start();
  assert.equal((await call.live()).peers, 0, "the peer connection that was prewarmed on hover is closed");
  await call.untilSound();
  const { mode } = call.credentials.at(-1);
  assert.equal(mode, undefined, "the credentials do not contain the mode");
  await call.untilRow("agent", "Hello. I am the local agent.");
  await call.untilState("mic-toggle", "live");
  const { at: echoed } = await call.untilShown("user", "You spoke for", "true");
  await call.untilRow("agent", "I heard you for");
  await call.untilSound(echoed);
  assert.equal((await call.live()).sockets, 1);
  assert.equal((await call.live()).peers, 0, "no peer connection is open");
  await call.end();
  const rows = await call.rows();
  assert.ok(rows.length >= 3 && rows.every(({ final }) => final === "true"), JSON.stringify(rows));
});

visit("speaking over the agent interrupts its greeting", { hears: "barge", ...GATE, ...LONG_GREETING }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.untilRow("user", "You spoke for");
  const greeting = (await call.rows()).find(({ source }) => source === "agent");
  const ends = greeting?.text.split("hear it again").length - 1;
  assert.ok(!greeting || ends < LONG_GREETING.greetingTimes, `the greeting was not interrupted: ${greeting?.text}`);
  await call.end();
});

visit("a click on the interrupt button stops playback, and the rest is not played", { ...GATE, ...LONG_GREETING }, async (call) => {
  await call.start();
  const began = await call.untilSound();
  assert.ok((await call.loudness(began, SPOKEN)).played > 0.01);
  await call.page.$eval(".interrupt", (button) => {
    const note = () => (window.clicked = { at: performance.now(), disabled: button.getAttribute("aria-disabled") });
    // Before the page's own listener.
    button.addEventListener("click", note, { capture: true, once: true });
  });
  await call.page.click(".interrupt");
  const { at, disabled } = await call.page.evaluate(() => clicked);
  assert.equal(disabled, "false", "the agent speaks");
  const took = (await call.untilSilence(undefined, { after: at })) - at;
  assert.ok(took < 1_000, `${took} ms`);
  await call.page.waitForSelector('.interrupt[aria-disabled="true"]');
  // The rest of the greeting is discarded.
  assert.ok((await call.loudness(await call.now(), 1_000)).most < 0.005);
  await call.end();
});

// Not in WebKitGTK, which renders more than 10 ms of audio at once.
visit("interrupt() stops playback within 10 ms of the audio clock", { firefox: AUDIO, path, ...LONG_GREETING }, async (call, t) => {
  // On a busy machine the audio clock can advance before the click is handled. The page cannot
  // prevent that, so the measurement is repeated.
  for (let tries = 1; ; tries += 1) {
    await call.start();
    const recorder = await call.page.evaluateHandle(() => probe.record());
    const began = await call.untilSound(await call.now());
    const { most, count } = await call.loudness(began, SPOKEN);
    assert.ok(most > 0.02, `no audio to interrupt: at most ${most} in ${count} blocks`);
    const cut = await recorder.evaluate((recorder) => {
      // Clicks while a word is audible. A greeting that has ended is not audible again.
      return new Promise((resolve) => {
        const limit = performance.now() + 2_000;
        const look = () => {
          if (probe.samples.at(-1).played < 0.02) return performance.now() > limit ? resolve(null) : setTimeout(look, 5);
          const at = recorder.clock();
          document.querySelector(".interrupt").click();
          resolve(at);
        };
        look();
      });
    });
    if (cut === null && tries < 4) {
      await call.end();
      continue;
    }
    assert.ok(cut !== null, "no word is audible");
    assert.ok((await call.loudness((await call.now()) + 100, 500)).most < 0.005, "no audio follows");
    const took = await recorder.evaluate((recorder, cut) => ((recorder.last(cut) - cut) / recorder.rate) * 1000, cut);
    await call.end();
    t.diagnostic(`silent after ${took.toFixed(1)} ms`);
    if (took > 10 && tries < 4) continue;
    return assert.ok(took <= 10, `${took} ms`);
  }
});

visit("the agent calls a tool of the page and speaks its result", { hears: "word", ...REALTIME }, async (call) => {
  await call.start();
  const row = await call.untilRow("agent", "Your page says");
  const text = await row.evaluate((element) => element.textContent);
  assert.match(text, /"title":"[^"]+","after":"a word of \d+ ms"/);
  await call.end();
});

visit("text input is disabled in a realtime conversation, and the next one can use WebRTC", { path }, async (call) => {
  const field = `${slot("message-input")} input`;
  const attribute = (name) => call.page.$eval(field, (input, name) => input.getAttribute(name), name);
  const plain = await attribute("placeholder");
  await call.start();
  assert.equal(await attribute("placeholder"), "This conversation is by voice only");
  assert.equal(await attribute("aria-disabled"), "true");
  assert.ok(await call.page.$eval(".transport", (choice) => choice.disabled), "the transport cannot be changed during a conversation");
  await call.end();
  assert.equal(await attribute("placeholder"), plain);
  await call.page.click('.transport input[value="webrtc"]');
  await call.start();
  await call.untilSound();
  assert.equal((await call.live()).peers > 0, true);
  await call.type("what do you know");
  await call.untilRow("agent", "I know nothing yet.");
  assert.equal(await call.page.$(".interrupt"), null);
  await call.end();
});

visit("a muted microphone adds no user turn, and the volume changes playback", { hears: "sentence", ...GATE, ...LONG_GREETING }, async (call) => {
  await call.press("mic-toggle");
  await call.start();
  await call.untilState("mic-toggle", "muted");
  const began = await call.untilSound();
  const before = await call.now();
  await call.setVolume(0);
  await call.untilSilence(undefined, { after: before });
  const back = await call.now();
  await call.setVolume(100);
  await call.untilSound(back);
  await call.untilShown("agent", "hear it again", "true", undefined, 60_000);
  // The recording speaks from 6 to 8 s while the microphone is muted, which must not add a row.
  await call.untilReceived(8_500, began);
  assert.deepEqual((await call.rows()).filter(({ source }) => source === "user"), []);
  await call.end();
});

/** Starts and stops so many conversations. */
const leakNothing = (rounds) => async (call) => {
  for (let round = 0; round < rounds; round++) {
    const before = await call.now();
    // By script: on a busy machine a click by the mouse takes so long that the call is connected.
    const click = () => call.page.$eval(slot("call-button"), (button) => probe.press(button));
    await click();
    // Every other round ends the call before it is connected.
    if (round % 2) await call.untilState("call-button", "connected");
    await click();
    // The button is also idle before the click, so only later changes count.
    await call.untilBecame("call-button", "connecting", before);
    await call.untilBecame("call-button", "idle", before);
    await call.untilReleased();
  }
};

visit("four starts and stops leak nothing", { firefox: AUDIO, ...REALTIME }, leakNothing(4));
visit("ten starts and stops leak nothing", { firefox: AUDIO, long: "the same with four", ...REALTIME }, leakNothing(10));
visit("twenty starts and stops leak nothing", { only: "webkit", why: "others make more calls over WebRTC", ...GATE }, leakNothing(20));
