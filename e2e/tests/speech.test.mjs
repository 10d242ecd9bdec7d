// Speech to speech on the demo, with the local agent.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

const visit = suite();
const path = "/?way=s2s";

const AUDIO = "audio: AudioContext, worklet, socket";

/** In ms, longer than any pause of the greeting: "Hello." is followed by 300 ms of silence, another sentence by 340 ms. */
const SPOKEN = 600;

/** Does something that silences the agent. Returns after how many ms of the page's clock it was silent. */
const silencedBy = async (call, act) => {
  const before = await call.now();
  await act();
  return (await call.untilSilence(5_000, { after: before })) - before;
};

visit("a whole conversation, from the greeting to the echo", { hears: "sentence", firefox: AUDIO, path }, async (call) => {
  await call.start();
  assert.equal((await call.live()).peers, 0, "the connection that the pointer over the button made is closed");
  await call.untilSound();
  const { mode } = call.credentials.at(-1);
  assert.equal(mode, undefined, "a page gets nothing that it has no use for");
  await call.untilRow("agent", "Hello. I am the local agent.");
  await call.untilState("mic-toggle", "live");
  await call.untilRow("user", "You spoke for");
  const echoed = await call.now();
  await call.untilRow("agent", "I heard you for");
  await call.untilSound(echoed);
  assert.equal((await call.live()).sockets, 1);
  assert.equal((await call.live()).peers, 0, "no WebRTC");
  await call.end();
  const rows = await call.rows();
  assert.ok(rows.length >= 3 && rows.every(({ final }) => final === "true"), JSON.stringify(rows));
});

visit("who talks over the agent silences it", { hears: "barge", path }, async (call) => {
  await call.start();
  await call.untilSound();
  await call.untilRow("user", "You spoke for");
  const greeting = (await call.rows()).find(({ source }) => source === "agent");
  assert.ok(!greeting?.text.includes("hear it again"), `it was cut: ${greeting?.text}`);
  await call.end();
});

visit("a click interrupts", { path }, async (call) => {
  await call.start();
  const began = await call.untilSound();
  assert.ok((await call.loudness(began, SPOKEN)).played > 0.01);
  const took = await silencedBy(call, () => call.page.click(".interrupt"));
  assert.ok(took < 1_000, `${took} ms`);
  await call.page.waitForSelector('.interrupt[aria-disabled="true"]');
  // And the rest of the greeting never comes.
  assert.ok((await call.loudness(await call.now(), 1_000)).most < 0.005);
  await call.end();
});

visit("interrupt() is silence within 10 ms of the loudspeaker's clock", { firefox: AUDIO, path }, async (call, t) => {
  // A machine that is busy lets the clock run on before the order is heard, which says nothing of the page: then once more.
  for (let tries = 1; ; tries += 1) {
    await call.start();
    const recorder = await call.page.evaluateHandle(() => probe.record());
    const began = await call.untilSound(await call.now());
    const { most, count } = await call.loudness(began, SPOKEN);
    assert.ok(most > 0.02, `there is something to be cut off: ${most} at most in ${count} blocks`);
    const cut = await recorder.evaluate((recorder) => {
      // In the middle of a word.
      return new Promise((resolve) => {
        const look = () => {
          if (probe.samples.at(-1).played < 0.02) return setTimeout(look, 5);
          const at = recorder.clock();
          document.querySelector(".interrupt").click();
          resolve(at);
        };
        look();
      });
    });
    assert.ok((await call.loudness((await call.now()) + 100, 500)).most < 0.005, "nothing comes after");
    const took = await recorder.evaluate((recorder, cut) => ((recorder.last(cut) - cut) / recorder.rate) * 1000, cut);
    await call.end();
    t.diagnostic(`silent after ${took.toFixed(1)} ms`);
    if (took > 10 && tries < 4) continue;
    return assert.ok(took <= 10, `${took} ms`);
  }
});

visit("the agent asks the page", { hears: "word", path }, async (call) => {
  await call.start();
  const row = await call.untilRow("agent", "Your page says");
  const text = await row.evaluate((element) => element.textContent);
  assert.match(text, /"title":"[^"]+","after":"a word of \d+ ms"/);
  await call.end();
});

visit("what it cannot do is disabled and says why, and the next conversation may be the other", { path }, async (call) => {
  const field = `${slot("message-input")} input`;
  const attribute = (name) => call.page.$eval(field, (input, name) => input.getAttribute(name), name);
  const plain = await attribute("placeholder");
  await call.start();
  assert.equal(await attribute("placeholder"), "This conversation is by voice only");
  assert.equal(await attribute("aria-disabled"), "true");
  assert.ok(await call.page.$eval(".way", (choice) => choice.disabled), "a conversation does not change its way");
  await call.end();
  assert.equal(await attribute("placeholder"), plain);
  await call.page.click('.way input[value="webrtc"]');
  await call.start();
  await call.untilSound();
  assert.equal((await call.live()).peers > 0, true);
  await call.type("what do you know");
  await call.untilRow("agent", "I know nothing yet.");
  assert.equal(await call.page.$(".interrupt"), null);
  await call.end();
});

visit("mute, unmute, volume", { hears: "sentence", firefox: AUDIO, path }, async (call) => {
  await call.start();
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  const began = await call.untilSound();
  await silencedBy(call, () => call.setVolume(0));
  const back = await call.now();
  await call.setVolume(100);
  await call.untilSound(back);
  await call.untilRow("agent", "hear it again");
  // The recording speaks from 6 to 8 s, into a microphone that is muted: no row may come of it.
  await call.untilReceived(8_500, began);
  assert.deepEqual((await call.rows()).filter(({ source }) => source === "user"), []);
  await call.end();
});

visit("ten starts and stops leave nothing", { firefox: AUDIO, path }, async (call) => {
  for (let round = 0; round < 10; round++) {
    const before = await call.now();
    await call.press("call-button");
    // At another moment each time, also before it is connected.
    if (round % 2) await call.untilState("call-button", "connected");
    await call.press("call-button");
    // It is idle before, too.
    await call.untilBecame("call-button", "connecting", before);
    await call.untilBecame("call-button", "idle", before);
    await call.untilReleased();
  }
});
