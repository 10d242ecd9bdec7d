// A call over a network that fails: a real server and a real Chromium at the two ends of a link between namespaces. How
// fast sound is back is measured in bench/, beside LiveKit's own client; here it has to come back, and nothing to be lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cannot } from "../../bench/lib/link.mjs";
import { PAGES, startWorld } from "../../bench/lib/world.mjs";
import { CASES, missing, suffer } from "../../bench/parts/survive.mjs";

const OURS = PAGES.slice(0, 1);

let world, browser, why;
before(async () => {
  try {
    world = await startWorld(OURS);
    browser = await world.browser();
  } catch (error) {
    why = cannot(error, "calls over a network that fails");
  }
});
after(async () => {
  await browser?.stop();
  await world?.stop();
});

// After a long cut the server takes no session up again, and nobody knows of what was under way in that very moment
// whether it arrived: it is not sent again, since twice would be worse. What the server had for us then it lets go of.
for (const [key, shows] of [
  ["all-1", null],
  ["all-5", null],
  ["all-20", /reconnecting .*good/],
  ["udp-1", null],
  ["udp-5", null],
  ["udp-20", /reconnecting .*good/],
  ["udp", /reconnecting .*good/],
  ["socket-1", null],
  ["socket-5", null],
  ["socket-20", null],
  ["socket", null],
  ["moved", /reconnecting .*good/],
  ["rough", null],
]) {
  test(`${CASES[key].name} gone: the call goes on, and what is typed arrives once`, { timeout: 150_000 }, async (t) => {
    if (why) return t.skip(why);
    const [ours] = await suffer(world, [{ page: OURS[0], ...browser }], key);
    t.diagnostic(JSON.stringify(ours));
    assert.notEqual(ours.user.back, null, "the user hears the agent again");
    assert.notEqual(ours.agent.back, null, "the agent hears the user again");
    assert.equal(ours.toAgent.refused, 0);
    assert.ok(missing(ours.toAgent) <= (key === "all-20" ? 1 : 0), `${missing(ours.toAgent)} messages to the agent are lost`);
    if (key !== "all-20") assert.equal(missing(ours.toUser), 0, "messages to the user are lost");
    assert.equal(ours.toAgent.doubled + ours.toUser.doubled, 0, "messages come twice");
    assert.doesNotMatch(ours.shown, /ended|error|disconnected/);
    if (shows) assert.match(ours.shown, shows);
  });
}
