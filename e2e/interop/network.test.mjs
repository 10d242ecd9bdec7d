// A call over a network that fails: a real server and a real Chromium at the two ends of a link between namespaces. How
// fast sound is back is measured in bench/, beside LiveKit's own client; here it has to come back, and nothing to be lost.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cannot } from "../../bench/lib/link.mjs";
import { PAGES, startWorld } from "../../bench/lib/world.mjs";
import { CASES, missing, suffer } from "../../bench/parts/survive.mjs";
import { BROWSER } from "../lib/built.mjs";
import { isSelected } from "../lib/selection.mjs";

const OURS = PAGES.slice(0, 1);

/** Each test has a link of its own, so they run at once: most of their time is the outage. */
const AT_ONCE = 3;

// After a long outage of everything the server does not resume the session, and nobody knows whether the message that was
// under way in that moment arrived: it is not sent again, since twice would be worse. The server drops what it had for us.
// Those without `long` are in the gate, the longest first; `long` says which of them stands for the other ones there.
const ALL = [
  // Longer than the server keeps a session: a full reconnect.
  { key: "all-20", shows: /reconnecting .*good/ },
  { key: "all-1" },
  { key: "all-5" },
  { key: "udp-5" },
  { key: "socket-5" },
  { key: "rough-5" },
  { key: "rough", long: "the same link for 5 s" },
  { key: "udp", shows: /reconnecting .*good/, long: "UDP alone for 5 s" },
  { key: "udp-1", long: "UDP alone for 5 s" },
  { key: "udp-20", shows: /reconnecting .*good/, long: "UDP alone for 5 s" },
  { key: "socket-1", long: "the signal socket alone for 5 s" },
  { key: "socket-20", long: "the signal socket alone for 5 s" },
  { key: "socket", long: "the signal socket alone for 5 s" },
  { key: "moved", shows: /reconnecting .*good/ },
];
const named = (key) => `${CASES[key].name} gone: the call goes on, and what is typed arrives once`;
// Firefox is not driven over pipes, and an address would be the other namespace's.
const only = "chromium";
const cases = ALL.filter(({ key, long }) => isSelected(named(key), { long, only }) && BROWSER === only);

if (cases.length) describe("calls over a network that fails", { concurrency: AT_ONCE }, () => {
  const free = [];
  let why;
  before(async () => {
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        const world = await startWorld(OURS);
        const one = { world };
        free.push(one); // before its browser is there: it is stopped whatever comes
        one.browser = await world.browser();
      }));
    } catch (error) {
      why = cannot(error, "calls over a network that fails");
    }
  });
  after(() =>
    Promise.all(free.map(async ({ world, browser }) => {
      await browser?.stop();
      await world.stop();
    })),
  );

  for (const { key, shows } of cases) {
    test(named(key), { timeout: 150_000 }, async (t) => {
      if (why) return t.skip(why);
      const { world, browser } = free.shift();
      let ours;
      try {
        [ours] = await suffer(world, [{ page: OURS[0], ...browser }], key);
      } finally {
        free.push({ world, browser });
      }
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
});
