// The setup of an interop test file: one livekit-server, one browser and one site for the file, and
// a room for each test.
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { BROWSER } from "./paths.mjs";
import { startSpawner } from "./agent.mjs";
import { startLivekit } from "./livekit.mjs";
import { openPage, slot } from "./page.mjs";
import { isSelected } from "./selection.mjs";
import { startSite } from "./site.mjs";
import { startAll } from "./start.mjs";
import { mint } from "./token.mjs";
import { until } from "./until.mjs";

/**
 * Sets up a file's server, browser and site. Returns the function that registers its tests.
 * `agents` are the scripts of `e2e/agents` that take long to import.
 */
export function interop({ livekit: server, agents = [], ...options } = {}) {
  let livekit, browser, site, spawner;
  const start = async () => {
    spawner = startSpawner(); // its imports take seconds, in parallel with the other starts
    const imports = Promise.all(agents.map((script) => spawner.import(script)));
    imports.catch(() => {}); // reported below
    [livekit, browser, site] = await startAll(startLivekit(server), startBrowser(options), startSite());
    await imports;
  };
  const stop = async () => {
    site?.stop();
    await Promise.all([browser?.stop(), livekit?.stop(), spawner?.stop()]);
  };

  let rooms = 0;
  /**
   * Registers a test. `hears` is the microphone's recording. `expected` are patterns of console
   * errors to ignore. `skip` is that of node:test. `only` names the one browser that can run it,
   * and `why` says what the other lacks. `firefox` says why the result can differ in Firefox, and
   * `long` what the gate runs instead: see selection.mjs.
   */
  return (name, { hears = "quiet", expected, only, why, firefox, long, skip = Boolean(only) && only !== BROWSER && `${only} only: ${why}`, timeout = 180_000 }, body) => {
    if (!isSelected(name, { firefox, long, only })) return;
    // With the first registered test only: a file without any starts nothing.
    if (rooms === 0) {
      before(start);
      after(stop);
    }
    const room = `interop-${(rooms += 1)}`;
    test(name, { timeout, skip }, async (t) => {
      browser.play(hears);
      const scene = new Scene({ livekit, browser, site, spawner, room });
      try {
        await body(scene, t);
        await scene.close(expected);
      } catch (error) {
        await scene.report(t).catch(() => {});
        throw error;
      } finally {
        await scene.clear();
      }
    });
  };
}

/** A test's room, its participants, and the pages that call it. */
class Scene {
  agents = [];
  pages = [];

  constructor(shared) {
    Object.assign(this, shared);
  }

  /** Starts an agent of `e2e/agents` and lets it join. */
  async agent(script = "speko", options = {}) {
    const agent = await this.spawner.start(script);
    this.agents.push(agent);
    await agent.join(this.livekit, this.room, options);
    return agent;
  }

  /**
   * Opens the page for this room. `query` is for the page, everything else for its token. With
   * `token: null` only the query decides.
   */
  async page({ query = {}, token, ...claims } = {}) {
    const given = token ?? mint({ room: this.room, ...claims });
    const search = new URLSearchParams({ url: this.livekit.url, ...(token !== null && { token: given }), ...query });
    const backend = { url: this.site.url, untilEmpty: async () => {} };
    const call = await openPage(this.browser, backend, { path: `/?${search}` });
    call.credentials.push({ transportToken: given, roomName: this.room });
    this.pages.push(call);
    return Object.assign(call, testPage(call));
  }

  /** Starts a call with an agent and waits until both sides hear each other. */
  async talking() {
    const agent = await this.agent();
    const call = await this.page();
    await call.start();
    await agent.do("speak");
    await call.untilSound();
    await agent.hears("user");
    return { agent, call };
  }

  /** Opens a second caller on LiveKit's JavaScript client. `e2e/peer/peer.js` has its functions. */
  async peer({ identity = "peer", ...claims } = {}) {
    const backend = { url: this.site.url, untilEmpty: async () => {} };
    const peer = await openPage(this.browser, backend, { path: "/peer", ready: false });
    this.pages.push(peer);
    const token = mint({ room: this.room, identity, ...claims });
    await peer.page.evaluate((url, token) => window.peer.join(url, token), this.livekit.url, token);
    return Object.assign(peer, eventsOf(peer, "peer"), {
      do: (name, ...args) => peer.page.evaluate((name, args) => window.peer[name](...args), name, args),
    });
  }

  async close(expected) {
    for (const agent of this.agents) agent.checkMarks();
    for (const call of this.pages) await call.checkMarks();
    for (const call of this.pages.splice(0)) await call.close({ expected });
  }

  /** Prints diagnostics for a failed test. */
  async report(t) {
    for (const call of this.pages) {
      const events = await call.events();
      t.diagnostic(`page events: ${events.map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`).join(" | ")}`);
      const consoleMessages = call.console.messages(["error", "warning"]).map(({ type, text }) => `${type}: ${text.slice(0, 120)}`);
      t.diagnostic(`page console: ${consoleMessages.join(" | ")}`);
    }
    for (const { events, log } of this.agents) {
      const some = events.filter(({ event }) => event !== "heard").slice(-20);
      t.diagnostic(`agent events: ${some.map((one) => JSON.stringify(one)).join(" | ")} ${log.slice(-5).join(" | ")}`);
    }
    // Its lines can hold whole session descriptions.
    const logLines = this.livekit.log.slice(-25).map((line) => line.slice(0, 240));
    t.diagnostic(`livekit-server log: ${logLines.join(" | ")}`);
  }

  async clear() {
    await Promise.allSettled([
      ...this.pages.map(({ context }) => context.close()),
      ...this.agents.map((agent) => agent.stop()),
    ]);
  }
}

/**
 * The events that a page keeps in `window[owner].events`: `{ kind, data, at }`. As for an agent,
 * `after` is a mark that was set before the action, or an event that the awaited one has to follow.
 */
function eventsOf({ page }, owner) {
  const once = [];
  const events = () => page.evaluate((owner) => window[owner]?.events ?? [], owner).catch(() => []);
  const matches = (one, kind, data) =>
    one.kind === kind &&
    (data === undefined ||
      (typeof data === "object" && data !== null
        ? Object.keys(data).every((key) => one.data?.[key] === data[key])
        : one.data === data));
  return {
    events,
    /** Returns a mark: with `after: mark` only later events count. */
    mark: () => page.evaluate((owner) => window[owner].events.length, owner),
    /**
     * Waits for an event of this kind whose data has these fields or is this value. Returns it,
     * with its `index`. Without `after` it must happen only once in the test: if another one
     * matches, before or later, the test fails.
     */
    async untilEvent(kind, data, { after, timeout = 45_000 } = {}) {
      const from = after === undefined ? 0 : (after.index ?? after - 1) + 1;
      if (after === undefined) once.push({ kind, data });
      const found = await page
        .waitForFunction(
          (owner, kind, data, from, matches) => {
            const is = new Function(`return ${matches}`)();
            const index = window[owner].events.findIndex((one, at) => at >= from && is(one, kind, data ?? undefined));
            return index >= 0 && { ...window[owner].events[index], index };
          },
          { timeout, polling: 50 },
          owner,
          kind,
          data ?? null,
          from,
          String(matches),
        )
        .catch((error) => {
          throw new Error(`the page never reported ${kind} ${JSON.stringify(data ?? "")}: ${error.message}`);
        });
      return found.jsonValue();
    },
    /** Fails if an event that a test waited for without a mark happened more than once. */
    async checkMarks() {
      const all = once.length ? await events() : [];
      for (const { kind, data } of once) {
        const count = all.filter((one) => matches(one, kind, data)).length;
        const what = `${kind} ${JSON.stringify(data ?? "")}`;
        if (count > 1) throw new Error(`${what} was awaited without a mark and happened ${count} times: pass { after: mark }`);
      }
    },
  };
}

/** What the test page's `window.speko` adds to a page under test. */
const testPage = (call) => ({
  ...eventsOf(call, "speko"),
  /** Calls a function of `window.speko`. Throws an error with the code of the original one. */
  speko: (name, ...args) =>
    call.page.evaluate(
      async (name, args) => {
        try {
          return await speko[name](...args);
        } catch (error) {
          throw new Error(error?.code ?? String(error));
        }
      },
      name,
      args,
    ),
  state: () => call.page.evaluate(() => speko.state()),
  /** Returns how many bytes of video the page has received. */
  videoBytes: () =>
    call.page.evaluate(async () => {
      const reports = await Promise.all(probe.made.peers.map((peer) => peer.getStats()));
      const videos = reports.flatMap((report) => [...report.values()].filter((one) => one.kind === "video"));
      return videos.reduce((sum, { bytesReceived = 0 }) => sum + bytesReceived, 0);
    }),
  /** Waits for the error notice. Returns its code and its text. */
  error: () => call.untilError(),
  slot: (name) => call.page.$(slot(name)),
  until,
});
