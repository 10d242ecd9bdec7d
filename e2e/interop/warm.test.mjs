// Joined ahead of the click: the agent is there and waits.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { slot } from "../lib/page.mjs";
import { until } from "../lib/until.mjs";

const scenario = interop();

for (const warm of ["join", "intent"]) {
  scenario(`warm by ${warm}: the framework's agent greets from the click on, and not before`, { hears: "talking" }, async (scene) => {
    const agent = await scene.agent("session");
    const call = await scene.page({ query: { warm } });
    if (warm === "intent") await call.page.hover(slot("call-button"));
    await until("the page is in the room", async () => {
      const present = await scene.livekit.rooms.participants(scene.room);
      return present.some(({ identity, state }) => identity === "user" && state === "ACTIVE");
    });
    assert.equal((await call.state()).status, "disconnected", "nothing of it is told");
    assert.equal(await call.page.evaluate(() => probe.prompt.asked), 0, "no microphone is asked for");
    await agent.told("came");
    // Where it would have greeted by now.
    await call.page.waitForFunction((from) => performance.now() > from + 2000, {}, await call.now());
    assert.deepEqual(agent.all("is_heard"), [], "nobody hears it");
    assert.deepEqual(agent.all("item"), [], "and it has said nothing");

    const clicked = await call.now();
    await call.start();
    await call.untilSound(clicked);
    await call.untilRow("agent", "Hello.", "false");
    await agent.told("transcribed");
    await call.end();
    await agent.told("closed");
  });
}

scenario("joined ahead and never used: nobody is left in the room when the page goes", {}, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ query: { warm: "join" } });
  await agent.told("came");
  await call.page.goto("about:blank");
  await agent.told("went", ({ identity, reason }) => identity === "user" && reason === 1);
});
