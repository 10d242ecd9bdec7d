// An agent on LiveKit's agents framework: every worker sends what its AgentSession sends.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();
const GREETING = "Hello. I am an agent of the framework.";

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
  const call = await scene.page();
  await call.start();
  await call.untilRow("agent", GREETING);
  await call.untilRow("user", "these", "false");
  const { text } = await agent.untilEvent("transcribed", (one) => one.final);
  await call.untilRow("user", text);
  const spokenAt = await call.now();
  await call.untilSound(spokenAt);
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
  const call = await scene.page();
  await call.start();
  await call.untilRow("agent", GREETING);
  const long = "This goes on for as long as nobody interrupts me. ".repeat(8).trim();
  const mark = agent.mark();
  await agent.do("say", { text: long });
  const { text } = await agent.untilEvent("item", ({ interrupted }) => interrupted, { after: mark });
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
