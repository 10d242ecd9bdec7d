// An agent on LiveKit's agents framework: every worker sends what its AgentSession sends.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop({ agents: ["session"] });
const GREETING = "Hello. I am an agent of the framework.";

/**
 * Starts muted, with the microphone closed, and waits for the greeting. `mic-toggle` then opens the
 * microphone, whose recording begins at that moment.
 */
async function greeted(scene) {
  const call = await scene.page({ query: { muted: "", release: "" } });
  await call.start();
  await call.untilRow("agent", GREETING);
  return call;
}

/** Returns the messages of one source in the order of arrival. */
const messages = async (call, source) =>
  (await call.events()).filter(({ kind, data }) => kind === "message" && data.source === source).map(({ data }) => data);

scenario("the greeting is played and transcribed word by word in one row", {}, async (scene) => {
  const agent = await scene.agent("session");
  const call = await scene.page();
  await call.start();
  await call.untilSound();
  const speaking = await call.untilEvent("agent", "speaking");
  await call.untilRow("agent", GREETING);
  await call.untilEvent("agent", "listening", { after: speaking });
  // Beside each stream it sends the same text as legacy transcription packets, with other ids.
  assert.deepEqual(await call.rows(), [{ source: "agent", final: "true", text: GREETING }]);
  const said = await messages(call, "agent");
  assert.ok(said.length > 4, "the text arrives along with the audio");
  assert.equal(said.filter((one) => one.final).length, 1);
  await call.end();
  assert.match((await agent.untilEvent("closed")).reason, /disconnected/i);
});

scenario("user speech is shown as interim results, finalized and answered", { hears: "sentence" }, async (scene) => {
  const agent = await scene.agent("session");
  const call = await greeted(scene);
  const unmuted = await call.now();
  await call.press("mic-toggle");
  await call.untilShown("user", "these", "false", unmuted);
  const { text } = await agent.untilEvent("transcribed", (one) => one.final, { timeout: 60_000 });
  await call.untilRow("user", text);
  await call.untilSound((await call.untilEvent("message", { source: "user", final: true })).at);
  await call.untilRow("agent", `You said: ${text}.`);
  assert.deepEqual(await call.rows(), [
    { source: "agent", final: "true", text: GREETING },
    { source: "user", final: "true", text },
    { source: "agent", final: "true", text: `You said: ${text}.` },
  ]);
  const guesses = await messages(call, "user");
  assert.ok(guesses.length > 2, "interim results are shown during speech");
  assert.equal(guesses.filter((one) => one.final).length, 1);
  await call.end();
});

scenario("speaking over the agent interrupts it, and its row keeps only the spoken words", { hears: "sentence" }, async (scene) => {
  const agent = await scene.agent("session");
  const call = await greeted(scene);
  // 48 s of speech: longer than a busy machine needs for the steps before the interruption.
  const long = "This goes on for as long as nobody interrupts me. ".repeat(16).trim();
  const mark = agent.mark();
  const before = await call.now();
  await agent.do("say", { text: long });
  await call.untilShown("agent", "This goes on", "false", before);
  await call.untilSound(before);
  await call.press("mic-toggle");
  const { text } = await agent.untilEvent("item", ({ interrupted }) => interrupted, { after: mark, timeout: 60_000 });
  assert.ok(long.startsWith(text.trim()) && text.length < long.length);
  await call.untilRow("agent", "You said: these");
  const rows = await call.rows();
  assert.deepEqual(rows.map(({ source, final }) => `${source} ${final}`), ["agent true", "user true", "agent true"]);
  assert.equal(rows[0].text, `${GREETING} ${text.trim()}`, "the row contains only the spoken words");
  await call.end();
});

scenario("a chat message becomes a user turn of the AgentSession", {}, async (scene) => {
  const agent = await scene.agent("session");
  const call = await scene.page();
  await call.start();
  await call.untilRow("agent", GREETING);
  await call.speko("send_chat_message", "a typed word");
  await agent.untilEvent("item", ({ role, text }) => role === "user" && text === "a typed word");
  await call.untilRow("agent", "You said: a typed word.");
  await call.end();
});
