// LiveKit Agents' text streams: the agent's text arrives as deltas, the user's text complete in
// each update.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";

const scenario = interop();
const words = "Hello there, I am an agent of another make.";

scenario("the agent's text stream fills one row word by word", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("say", { text: words, segment: "SG_1" });
  await call.untilRow("agent", words);
  const messages = (await call.events()).filter(({ kind }) => kind === "message").map(({ data }) => data);
  assert.ok(messages.length > 5, "the row grows word by word");
  assert.ok(messages.slice(0, -1).every((one) => !one.final && words.startsWith(one.text)));
  assert.equal(messages.at(-1).text, words);
  assert.equal(messages.at(-1).final, true);
  assert.deepEqual(await call.rows(), [{ source: "agent", final: "true", text: words }]);
  await call.end();
});

scenario("an agent's text stream that closes without a final attribute becomes final", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("say_plain", { text: words, segment: "SG_1" });
  await call.untilRow("agent", words);
  assert.deepEqual(await call.rows(), [{ source: "agent", final: "true", text: words }]);
  await call.end();
});

scenario("repeated interim transcripts of the user become one final row", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("hears", { texts: ["I", "I would", "I wood like", "I would like tea."], segment: "SG_u1" });
  await call.untilRow("user", "I would like tea.");
  await agent.do("say", { text: "Tea it is.", segment: "SG_2" });
  await call.untilRow("agent", "Tea it is.");
  await agent.do("hears", { texts: ["Thanks"], segment: "SG_u2" });
  await call.untilRow("user", "Thanks");
  assert.deepEqual(await call.rows(), [
    { source: "user", final: "true", text: "I would like tea." },
    { source: "agent", final: "true", text: "Tea it is." },
    { source: "user", final: "true", text: "Thanks" },
  ]);
  await call.end();
});

scenario("the row of an interrupted agent keeps the spoken words", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("say", { text: words, segment: "SG_1", cut: 3 });
  await call.untilRow("agent", "Hello there, I");
  assert.deepEqual(await call.rows(), [{ source: "agent", final: "true", text: "Hello there, I" }]);
  await call.end();
});

scenario("a chat message reaches the agent and is answered, and each agent state is reported", {}, async (scene) => {
  const agent = await scene.agent("streams");
  await agent.do("state", { state: "listening" });
  const call = await scene.page();
  const mark = await call.mark();
  await call.start();
  let last = await call.untilEvent("agent", "listening", { after: mark });
  await call.speko("send_chat_message", "Is <i>this</i> read? ÄÖ 漢字 🙂");
  const { text, identity } = await agent.untilEvent("text");
  assert.equal(text, "Is <i>this</i> read? ÄÖ 漢字 🙂");
  assert.equal(identity, "user");
  for (const state of ["thinking", "speaking", "listening"]) last = await call.untilEvent("agent", state, { after: last });
  await call.untilRow("agent", "You wrote: Is <i>this</i> read? ÄÖ 漢字 🙂");
  await call.end();
});

scenario("a long chat message arrives complete", { firefox: "many large messages on a data channel" }, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  const long = "Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich. ".repeat(500);
  await call.speko("send_chat_message", long);
  assert.equal((await agent.untilEvent("text")).text, long);
  await call.end();
});

scenario("legacy transcription packets become rows", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  const say = (text, segment, final, identity) => agent.do("say_old", { text, segment, final, identity });
  await say("Good", "one", false);
  await call.untilRow("agent", "Good", "false");
  await say("Good morning.", "one", true);
  await say("Good", "two", false, "user");
  await say("Good day", "two", true, "user");
  await call.untilRow("user", "Good day");
  assert.deepEqual(await call.rows(), [
    { source: "agent", final: "true", text: "Good morning." },
    { source: "user", final: "true", text: "Good day" },
  ]);
  await call.end();
});

scenario("data and streams on other topics are ignored", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("noise");
  await agent.do("say", { text: "After all that.", segment: "SG_1" });
  await call.untilRow("agent", "After all that.");
  assert.deepEqual(await call.rows(), [{ source: "agent", final: "true", text: "After all that." }]);
  assert.equal((await call.state()).error, null);
  await call.end();
});

scenario("an aborted text stream finalizes its row", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  await agent.do("break_off", { text: "I was about to", segment: "SG_1" });
  await call.untilRow("agent", "I was about to", "true");
  await call.end();
});

scenario("a text stream whose agent is killed finalizes its row", {}, async (scene) => {
  const agent = await scene.agent("streams");
  const call = await scene.page();
  await call.start();
  // Slow enough that the row is still interim when the agent is killed.
  const spoken = agent.do("say", { text: words, segment: "SG_1", every: 2 }).catch(() => {});
  await call.untilRow("agent", "Hello there", "false");
  await agent.kill();
  await spoken;
  await scene.livekit.rooms.remove(scene.room, "agent"); // the server would wait for it
  await call.untilRow("agent", "Hello there", "true");
  await call.end();
});
