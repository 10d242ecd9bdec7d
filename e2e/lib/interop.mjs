// What a file of interop tests shares: one livekit-server, one browser, one site; and each test a room of its own.
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { BROWSER } from "./built.mjs";
import { startAgent } from "./agent.mjs";
import { startLivekit } from "./livekit.mjs";
import { openPage, slot } from "./page.mjs";
import { startSite } from "./site.mjs";
import { mint } from "./token.mjs";
import { until } from "./until.mjs";

/** `describe` with a server of these options. Returns the function that makes a test of it. */
export function interop({ livekit: server, ...options } = {}) {
  let livekit, browser, site;
  before(async () => {
    [livekit, browser, site] = await Promise.all([startLivekit(server), startBrowser(options), startSite()]);
  });
  after(async () => {
    site?.stop();
    await browser?.stop();
    await livekit?.stop();
  });

  let rooms = 0;
  /**
   * `hears` is the microphone's recording, `expected` what the console may complain about, `skip` as in node:test; `only`
   * names the one browser that can run it, and `why` says what the other lacks.
   */
  return (name, { hears = "quiet", expected, only = BROWSER, why, skip = only !== BROWSER && `${only} only: ${why}`, timeout = 60_000 }, body) =>
    test(name, { timeout, skip }, async (t) => {
      browser.play(hears);
      const scene = new Scene({ livekit, browser, site, room: `interop-${(rooms += 1)}` });
      try {
        await body(scene, t);
        await scene.close(expected);
      } catch (error) {
        await scene.tell(t).catch(() => {});
        throw error;
      } finally {
        await scene.clear();
      }
    });
}

/** One test's room, who is in it, and the pages that call it. */
class Scene {
  agents = [];
  pages = [];

  constructor(shared) {
    Object.assign(this, shared);
  }

  /** Starts an agent of `e2e/agents` and lets it join. */
  async agent(script = "speko", options = {}) {
    const agent = startAgent(script);
    this.agents.push(agent);
    await agent.join(this.livekit, this.room, options);
    return agent;
  }

  /**
   * Opens the page, which is to call this room. `query` is for the page, everything else for its token; with
   * `token: null` the query says it all.
   */
  async page({ query = {}, token, ...claims } = {}) {
    const given = token ?? mint({ room: this.room, ...claims });
    const search = new URLSearchParams({ url: this.livekit.url, ...(token !== null && { token: given }), ...query });
    const nobodyWaits = { url: this.site.url, untilEmpty: async () => {} };
    const call = await openPage(this.browser, nobodyWaits, { path: `/?${search}` });
    call.credentials.push({ transportToken: given, roomName: this.room });
    this.pages.push(call);
    return Object.assign(call, doors(call));
  }

  /** A second caller in a page of its own, on LiveKit's JavaScript client: `e2e/peer/peer.js` has what it can do. */
  async peer({ identity = "peer", ...claims } = {}) {
    const here = { url: this.site.url, untilEmpty: async () => {} };
    const peer = await openPage(this.browser, here, { path: "/peer", ready: false });
    this.pages.push(peer);
    const token = mint({ room: this.room, identity, ...claims });
    await peer.page.evaluate((url, token) => window.peer.join(url, token), this.livekit.url, token);
    return Object.assign(peer, {
      do: (name, ...args) => peer.page.evaluate((name, args) => window.peer[name](...args), name, args),
      events: () => peer.page.evaluate(() => window.peer.events),
      async heard(kind, data) {
        const found = await peer.page.waitForFunction(
          (kind, data) => window.peer.events.find((one) => one.kind === kind && (data === null || one.data === data)),
          { timeout: 15_000, polling: 50 },
          kind,
          data ?? null,
        );
        return found.jsonValue();
      },
    });
  }

  async close(expected) {
    for (const call of this.pages.splice(0)) await call.close({ expected });
  }

  /** What helps when a test failed. */
  async tell(t) {
    for (const call of this.pages) {
      const events = await call.events().catch(() => []);
      t.diagnostic(`the page told: ${events.map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`).join(" | ")}`);
      const complaints = call.said(["error", "warning"]).map(({ type, text }) => `${type}: ${text.slice(0, 120)}`);
      t.diagnostic(`its console: ${complaints.join(" | ")}`);
    }
    for (const { events, log } of this.agents) {
      const some = events.filter(({ event }) => event !== "heard").slice(-20);
      t.diagnostic(`an agent told: ${some.map((one) => JSON.stringify(one)).join(" | ")} ${log.slice(-5).join(" | ")}`);
    }
    // Its lines hold whole session descriptions.
    const said = this.livekit.log.slice(-25).map((line) => line.slice(0, 240));
    t.diagnostic(`livekit-server said: ${said.join(" | ")}`);
  }

  async clear() {
    await Promise.allSettled([
      ...this.pages.map(({ context }) => context.close()),
      ...this.agents.map((agent) => agent.stop()),
    ]);
  }
}

/** What `window.speko` of the tests' own page adds to a page under test. */
const doors = (call) => ({
  /** Calls one of its functions. What it throws is an error of that code. */
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
  /** Everything that was told: `{ kind, data, at }`. */
  events: () => call.page.evaluate(() => speko.events),
  /** Waits for an event of this kind, new or old, whose data holds these fields or is this value. Says the event. */
  async told(kind, data, { after = -1, timeout = 15_000 } = {}) {
    const found = await call.page
      .waitForFunction(
        (kind, data, after) =>
          speko.events.find(
            (one) =>
              one.kind === kind &&
              one.at > after &&
              (data === null ||
                (typeof data === "object"
                  ? Object.keys(data).every((key) => one.data?.[key] === data[key])
                  : one.data === data)),
          ),
        { timeout, polling: 50 },
        kind,
        data ?? null,
        after,
      )
      .catch((error) => {
        throw new Error(`the page never told ${kind} ${JSON.stringify(data ?? "")}: ${error.message}`);
      });
    return found.jsonValue();
  },
  /** How many bytes of pictures came in. */
  videoBytes: () =>
    call.page.evaluate(async () => {
      const reports = await Promise.all(probe.made.peers.map((peer) => peer.getStats()));
      const videos = reports.flatMap((report) => [...report.values()].filter((one) => one.kind === "video"));
      return videos.reduce((sum, { bytesReceived = 0 }) => sum + bytesReceived, 0);
    }),
  /** The error notice is in the page: its code, and the sentence that it shows. */
  error: () => call.untilError(),
  slot: (name) => call.page.$(slot(name)),
  until,
});
