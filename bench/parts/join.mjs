// Measures the time from the click to audio in both directions, over a link with delay. Compares
// our page, one on livekit-client, and the fastest join in vanilla JavaScript, alternately.
import { setTimeout as sleep } from "node:timers/promises";
import { openCaller } from "../lib/caller.mjs";
import { median, ratio, spread, table } from "../lib/numbers.mjs";
import { VANILLA, PAGES, startTestbed } from "../lib/testbed.mjs";

const [OURS, PEER] = PAGES;
const MICROPHONES = [0, 300];
/** The levels of prewarming. They are measured at the longest round trip only. */
const PREWARM = ["intent", "join"];
const PARTS = ["socket", "connected", "heard", "hears"];

export const title = "Joining";
export const livekit = true;

export async function run({ joins, trips, slower: rates }) {
  const testbed = await startTestbed([...PAGES, VANILLA]);
  try {
    const agent = await testbed.agent("join");
    const { browser, stop } = await testbed.browser();
    const conditions = [];
    try {
      for (const slower of rates) {
        for (const trip of trips) {
          for (const microphone of MICROPHONES) {
            await testbed.link.set({ delay: trip / 2 });
            const kinds = [{ page: PEER }, { page: VANILLA }, { page: OURS }];
            if (trip === Math.max(...trips)) kinds.push(...PREWARM.map((prewarm) => ({ page: OURS, prewarm })));
            const measured = await measure({ testbed, agent, browser, microphone, trip, slower }, kinds, joins);
            conditions.push({ slower, trip, microphone, kinds: measured });
          }
        }
      }
    } finally {
      await stop();
    }
    return report(conditions, joins);
  } finally {
    await testbed.stop();
  }
}

/**
 * Measures the kinds alternately, `joins` times each. The first round is a warm-up and is not
 * counted.
 */
async function measure(at, kinds, joins) {
  const measured = kinds.map((kind) => ({ ...kind, samples: [] }));
  for (let round = -1; round < joins; round += 1) {
    for (const kind of round % 2 ? measured : [...measured].reverse()) {
      const sample = await join(at, kind);
      if (round >= 0) kind.samples.push(sample);
    }
  }
  return measured;
}

let callers = 0;

async function join({ testbed, agent, browser, microphone, trip, slower }, { page, prewarm }) {
  const identity = `user${(callers += 1)}`;
  const url = testbed.address(page, { room: "join", identity, ...(prewarm && { prewarm }) });
  const caller = await openCaller(browser, url, { microphone, slower });
  try {
    if (prewarm === "join") await caller.until("joined before the click", () => bench.marks.media);
    // Wait until the page has finished its work on load.
    await sleep(300 + 2 * trip);
    await caller.press();
    await caller.heard();
    const heard = await agent.untilEvent("heard", ({ identity: speaker }) => speaker === identity);
    const { clicked, ...marks } = await caller.marks();
    await caller.end();
    await agent.untilEvent("left", ({ identity: speaker }) => speaker === identity);
    return { ...marks, hears: heard.at - clicked };
  } finally {
    await caller.close();
  }
}

function report(conditions, joins) {
  const rows = conditions.flatMap(({ slower, trip, microphone, kinds }) => {
    const [peer, hand] = kinds;
    const of = (kind, part) => kind.samples.map((sample) => sample[part]);
    const share = (kind, than) => ["heard", "hears"].map((part) => (kind === than ? "" : ratio(median(of(kind, part)), median(of(than, part)))));
    return [...kinds.slice(2), hand, peer].map((kind) => [
      slower === 1 ? "as it is" : `${slower} × slower`,
      `${trip} ms`,
      microphone ? `${microphone} ms` : "at once",
      kind.prewarm ? `ours, ${kind.prewarm}` : kind.page.name,
      ...PARTS.map((part) => {
        const times = of(kind, part);
        return median(times) < 0 ? "before" : spread(times, 0);
      }),
      ...share(kind, peer),
      ...(kind === peer ? ["", ""] : share(kind, hand)),
    ]);
  });
  const head = ["main thread", "round trip", "microphone opens", "page", "socket open", "connected", "user hears agent", "agent hears user", "user hears: ÷ livekit-client", "agent hears: ÷ livekit-client", "user hears: ÷ vanilla", "agent hears: ÷ vanilla"];
  return `Milliseconds from the click, medians of ${joins} with quartiles; the pages alternate in changing order. The agent is in the room and speaks; the pages are loaded, and the pointer is over the button for 300 ms before the click. "Vanilla" is plain JavaScript that only joins.

${table(head, rows)}`;
}
