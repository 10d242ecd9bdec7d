// Measures calls during network failures: our page and one on livekit-client, at the same time over
// the same link, each in its own room.
import { setTimeout as sleep } from "node:timers/promises";
import { openCaller } from "../lib/caller.mjs";
import { table } from "../lib/numbers.mjs";
import { PAGES, startTestbed } from "../lib/testbed.mjs";

/** One-way delay in ms. */
const DELAY = 20;
const WHOLE = { delay: DELAY, jitter: 0, loss: 0, cut: null };
/** How long audio may take to recover, and how late messages may arrive, in s. */
const PATIENCE = 25;
const LATE = 20;
/**
 * How many numbered messages must arrive in each direction before the failure, and after audio has
 * recovered: 3 s and 4 s.
 */
const BEFORE = 12;
const AFTER = 16;
/** Interval of the numbered messages in each direction, in ms. */
const EVERY = 250;
/** A gap that a user notices, in ms. */
const SILENCE = 300;

const everything = (seconds) => ({ name: `everything for ${seconds} s`, bad: { cut: "all" }, seconds });
const udp = (seconds) => ({ name: `UDP alone for ${seconds} s`, bad: { cut: "udp" }, seconds });
const socket = (seconds) => ({ name: `the signal socket alone for ${seconds} s`, bad: "signal", seconds });

export const CASES = {
  "all-1": everything(1),
  "all-5": everything(5),
  "all-20": everything(20),
  "all-45": everything(45),
  "udp-1": udp(1),
  "udp-5": udp(5),
  "udp-20": udp(20),
  udp: { name: "UDP alone, for good", bad: { cut: "udp" }, seconds: 30, forGood: true },
  "socket-1": socket(1),
  "socket-5": socket(5),
  "socket-20": socket(20),
  socket: socket(25),
  moved: { name: "another network, another address", bad: "move", seconds: 10 },
  "rough-5": { name: "10 % loss, 200 ms jitter for 5 s", bad: { loss: 0.1, jitter: 200 }, seconds: 5 },
  rough: { name: "10 % loss, 200 ms jitter for 60 s", bad: { loss: 0.1, jitter: 200 }, seconds: 60 },
};

export const title = "Outages";
export const livekit = true;

export async function run({ cuts }) {
  const testbed = await startTestbed();
  const browsers = [];
  try {
    for (const page of PAGES) browsers.push({ page, ...(await testbed.browser()) });
    const results = [];
    for (const key of cuts) {
      const both = await suffer(testbed, browsers, key);
      results.push({ ...CASES[key], both });
    }
    return report(results);
  } finally {
    for (const { stop } of browsers) await stop();
    await testbed.stop();
  }
}

/** Runs one case for each of `browsers`: all call at the same time, each in its own room. */
export async function suffer({ link, port, ...testbed }, browsers, key) {
  const { bad, seconds, forGood } = CASES[key];
  await link.set(WHOLE);
  const calls = await Promise.all(browsers.map(({ page, browser }) => call(testbed, browser, page, `${page.name} ${key}`)));
  for (const { agent, caller } of calls) {
    agent.command("count", { every: EVERY });
    await caller.page.evaluate(count, EVERY);
  }
  await arrive(calls, () => BEFORE);

  const { at: broken } = bad === "move" ? await link.move() : await link.set(bad === "signal" ? { cut: port } : bad);
  await sleep(seconds * 1000);
  const { at: restored } = forGood || bad === "move" ? { at: broken } : await link.set(WHOLE);
  const until = restored + (forGood ? seconds : PATIENCE) * 1000;
  while (Date.now() < until && !(await Promise.all(calls.map((one) => sounds(one)))).every(Boolean)) await sleep(200);
  const sent = await Promise.all(calls.map(({ caller }) => caller.page.evaluate(() => counted.sent)));
  await arrive(calls, (index) => sent[index] + AFTER);

  for (const { agent, caller } of calls) {
    agent.command("stop");
    await caller.page.evaluate(() => clearInterval(window.counting));
  }
  let results;
  const late = Date.now() + LATE * 1000;
  do {
    await sleep(200);
    results = await Promise.all(calls.map((one) => result(one, broken, restored)));
  } while (Date.now() < late && !results.every(isComplete));
  await Promise.all(calls.map(async ({ agent, caller }) => {
    await caller.close();
    await agent.stop();
  }));
  return results;
}

async function call(testbed, browser, page, room) {
  const agent = await testbed.agent(room);
  const caller = await openCaller(browser, testbed.address(page, { room, identity: "user" }));
  await caller.press();
  await Promise.all([caller.heard(), agent.untilEvent("heard")]);
  return { page, agent, caller };
}

/** Runs in the page: sends a numbered message every `every` ms, and counts the rejected ones. */
function count(every) {
  window.counted = { sent: 0, refused: 0 };
  const refused = () => (counted.refused += 1);
  window.counting = setInterval(() => {
    counted.sent += 1;
    const number = counted.sent;
    try {
      Promise.resolve(speko.send_user_message(`user ${number}`)).catch(refused);
    } catch {
      refused();
    }
  }, every);
}

/**
 * Waits until the message with this number has arrived in both directions of every call, for at
 * most `LATE` seconds. Messages that are still missing then appear in the result.
 */
async function arrive(calls, number) {
  const arrived = async ({ agent, caller }) =>
    Math.min(highest(agent.all("message").map(({ text }) => text)), highest(toUser(await caller.page.evaluate(() => speko.events))));
  const late = Date.now() + LATE * 1000;
  for (const [index, call] of calls.entries()) {
    while ((await arrived(call)) < number(index) && Date.now() < late) await sleep(100);
  }
}

/** Returns the highest number among messages. */
const highest = (texts) => Math.max(0, ...texts.map((text) => Number(text.split(" ")[1])));

/** Returns the agent's messages among the page's events. */
const toUser = (events) => events.filter(({ kind, data }) => kind === "message" && data.source === "agent").map(({ data }) => data.text);

/**
 * Whether both sides hear each other. The agent reports a gap only when it ends, so it is asked for
 * the time of its last sound.
 */
async function sounds({ agent, caller }) {
  const { last } = await lastAudio(agent);
  const page = await caller.page.evaluate(() => bench.sound.last + bench.epoch());
  return Math.min(last.user ?? 0, page) > Date.now() - 2 * SILENCE;
}

/** Asks the agent when each participant was last audible. */
function lastAudio(agent) {
  const from = agent.events.length;
  agent.command("last_audio");
  return agent.untilEvent("last_audio", undefined, { from });
}

async function result({ page, agent, caller }, broken, restored) {
  const heard = await caller.page.evaluate(() => {
    const epoch = bench.epoch();
    const { gaps, last } = bench.sound;
    return {
      gaps: gaps.map(({ since, at }) => ({ since: since + epoch, at: at + epoch })),
      last: last + epoch,
      events: speko.events.map(({ kind, data, at }) => ({ kind, data, at: at + epoch })),
      counted,
      now: Date.now(),
    };
  });
  const { count } = await agent.untilEvent("said");
  const { at, last } = await lastAudio(agent);
  const toAgent = agent.all("message").map(({ text }) => text);
  return {
    page: page.name,
    user: silences(heard.gaps, heard.last, heard.now, broken, restored),
    agent: silences(agent.all("gap"), last.user, at, broken, restored),
    toUser: { ...arrived(toUser(heard.events)), sent: count, refused: 0 },
    toAgent: { ...arrived(toAgent), ...heard.counted },
    shown: shown(heard.events, broken),
  };
}

/**
 * Returns the gaps of one direction since the failure: the longest, and when the one that includes
 * the recovery ended. A gap that began a second or more after the recovery does not count: on a
 * busy machine both pages have such gaps at the same moment.
 */
function silences(gaps, last, now, broken, restored) {
  const since = gaps.filter(({ since, at }) => at > broken && at - since > SILENCE);
  const over = now - last > 2 * SILENCE;
  const lengths = since.map(({ since, at }) => at - since);
  return {
    longest: Math.max(0, ...lengths, over ? now - last : 0) / 1000,
    total: lengths.reduce((sum, ms) => sum + ms, over ? now - last : 0) / 1000,
    back: over ? null : Math.max(0, ...since.filter(({ since }) => since < restored + 1000).map(({ at }) => at - restored)) / 1000,
    waited: (now - restored) / 1000,
  };
}

function arrived(texts) {
  const different = new Set(texts).size;
  return { arrived: different, doubled: texts.length - different, last: highest(texts) };
}

/** How many messages were lost. */
export const missing = ({ sent, refused, arrived }) => sent - refused - arrived;

/** Whether all messages have arrived, or the last one has: the channel is ordered. */
const isSettled = (messages) => missing(messages) === 0 || messages.last === messages.sent;

/**
 * Whether a result is final: the messages have arrived, and both sides hear each other. On a busy
 * machine either of them can be silent at the moment of a measurement.
 */
const isComplete = ({ user, agent, toUser, toAgent }) =>
  isSettled(toUser) && isSettled(toAgent) && user.back !== null && agent.back !== null;

/** Describes the page's state changes since the failure, each with its time in seconds. */
function shown(events, broken) {
  const of = events.filter(({ kind }) => ["status", "connection", "disconnected", "error"].includes(kind));
  const word = ({ kind, data }) => {
    if (kind === "error") return `error ${data.code ?? data.message}`;
    if (kind === "disconnected") return `ended (${data?.reason ?? data})`;
    return data;
  };
  const later = of.filter(({ at }) => at > broken);
  return later.map((event) => `${word(event)} ${((event.at - broken) / 1000).toFixed(1)} s`).join(", ") || "no change";
}

function report(results) {
  const back = ({ back, longest, waited }) => (back === null ? `not in ${Math.round(waited)} s` : longest ? `${back.toFixed(2)} s` : "never silent");
  const silent = ({ longest }) => longest.toFixed(1);
  const lost = (messages) => {
    const { sent, refused, doubled } = messages;
    return `${missing(messages)} of ${sent - refused}${doubled ? `, ${doubled} doubled` : ""}${refused ? `, ${refused} refused` : ""}`;
  };
  const rows = results.flatMap(({ name, both }) =>
    both.map(({ page, user, agent, toUser, toAgent, shown }) => [
      name,
      page,
      back(user),
      back(agent),
      silent(user),
      silent(agent),
      lost(toUser),
      lost(toAgent),
      shown,
    ]),
  );
  const head = [
    "outage",
    "page",
    "user hears again after",
    "agent hears again after",
    "longest silence of the agent, s",
    "of the user, s",
    "messages to the user lost",
    "to the agent",
    "shown since the outage",
  ];
  return `A link with a round trip of ${2 * DELAY} ms. Both pages run at the same time, each in its own room with an agent. Both ends speak all the time and send a numbered message every ${EVERY} ms. Times are counted from the return of the network, for UDP alone from the start of the outage. A silence is at least ${SILENCE} ms long; a message that arrives within ${LATE} s after the last one was sent is not lost.

${table(head, rows)}`;
}
