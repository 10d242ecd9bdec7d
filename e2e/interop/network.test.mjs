// Calls over a failing network: a real server and a real Chromium at the two ends of a link between
// network namespaces. These tests check that audio recovers and no message is lost; bench/ measures
// how fast, compared with LiveKit's own client.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cannot } from "../../bench/lib/link.mjs";
import { PAGES, startTestbed } from "../../bench/lib/testbed.mjs";
import { CASES, missing, suffer } from "../../bench/parts/survive.mjs";
import { BROWSER } from "../lib/paths.mjs";
import { isSelected } from "../lib/selection.mjs";

const OURS = PAGES.slice(0, 1);

/**
 * Each test has its own link, so that they can run in parallel: most of their time is the outage.
 */
const AT_ONCE = 3;

// After a long outage of everything the server does not resume the session. Whether a message in
// flight at that moment has arrived is unknown, and it is not sent again, since a duplicate would
// be worse. The server drops what it had queued for the page. Cases without `long` run in the gate,
// the longest first. `long` names the case that is run there instead.
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
const named = (key) => `network failure (${CASES[key].name}): audio recovers, and each message arrives once`;
// Firefox cannot be driven over pipes, and a port would be in the other namespace.
const only = "chromium";
const cases = ALL.filter(({ key, long }) => isSelected(named(key), { long, only }) && BROWSER === only);

if (cases.length) describe("calls over a failing network", { concurrency: AT_ONCE }, () => {
  const free = [];
  let why;
  before(async () => {
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        const testbed = await startTestbed(OURS);
        const one = { testbed };
        free.push(one); // before its browser has started, so that it is stopped in any case
        one.browser = await testbed.browser();
      }));
    } catch (error) {
      why = cannot(error, "calls over a failing network");
    }
  });
  after(() =>
    Promise.all(free.map(async ({ testbed, browser }) => {
      await browser?.stop();
      await testbed.stop();
    })),
  );

  for (const { key, shows } of cases) {
    test(named(key), { timeout: 300_000 }, async (t) => {
      if (why) return t.skip(why);
      const { testbed, browser } = free.shift();
      let ours;
      try {
        [ours] = await suffer(testbed, [{ page: OURS[0], ...browser }], key);
      } finally {
        free.push({ testbed, browser });
      }
      t.diagnostic(JSON.stringify(ours));
      assert.notEqual(ours.user.back, null, "the user hears the agent again");
      assert.notEqual(ours.agent.back, null, "the agent hears the user again");
      assert.equal(ours.toAgent.refused, 0);
      assert.ok(missing(ours.toAgent) <= (key === "all-20" ? 1 : 0), `${missing(ours.toAgent)} messages to the agent are lost`);
      if (key !== "all-20") assert.equal(missing(ours.toUser), 0, "messages to the user are lost");
      assert.equal(ours.toAgent.doubled + ours.toUser.doubled, 0, "messages are duplicated");
      assert.doesNotMatch(ours.shown, /ended|error|disconnected/);
      if (shows) assert.match(ours.shown, shows);
    });
  }
});
