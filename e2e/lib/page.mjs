// Drives a page under test: finds components by their slots, and waits for what they show.
import assert from "node:assert/strict";
import { PageAudio } from "./audio.mjs";
import { PageConsole } from "./console.mjs";
import { BROWSER } from "./paths.mjs";
import { PROBE } from "./probe.mjs";
import { TIMEOUT, until } from "./until.mjs";

export const slot = (name, state) => `[data-slot="${name}"]${state ? `[data-state="${state}"]` : ""}`;

/** Opens the backend's page in a new browser context, isolated from earlier tests. */
export async function openPage({ browser, microphone }, backend, { path = "/", ready = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(2 * TIMEOUT);
  const call = new CallPage(page, context, backend);
  await call.watch();
  if (microphone) await page.evaluateOnNewDocument(microphone());
  await page.evaluateOnNewDocument(PROBE);
  await page.goto(backend.url + path);
  if (ready) await page.waitForSelector(`${slot("call-button", "idle")}:not([disabled])`);
  return call;
}

class CallPage extends PageAudio {
  /** The credentials that the page has received, newest last. */
  credentials = [];
  console = new PageConsole();
  #answer;
  /** When the call button was last pressed, on this machine's clock. */
  #pressedAt = 0;

  constructor(page, context, backend) {
    super(page);
    Object.assign(this, { context, backend });
  }

  async watch() {
    this.page.on("response", async (response) => {
      if (!this.#isCredentials(response.request()) || response.status() !== 201) return;
      this.credentials.push(await response.json());
    });
    if (BROWSER === "chromium") this.session = await this.page.createCDPSession();
    await this.console.watch(this.page, this.session);
  }

  #isCredentials(request) {
    return request.method() === "POST" && new URL(request.url()).pathname === "/api/conversations";
  }

  /**
   * Sets how the page's requests for credentials are answered: `answer(request)` continues,
   * responds or aborts.
   */
  async answerCredentials(answer) {
    if (!this.#answer) {
      await this.page.setRequestInterception(true);
      this.page.on("request", (request) => (this.#isCredentials(request) ? this.#answer(request) : request.continue()));
    }
    this.#answer = answer;
  }

  /** Answers requests for credentials with these fields instead of the backend's. */
  giveCredentials(fields) {
    const transportUrl = this.backend.url.replace("http", "ws");
    const body = JSON.stringify({ transportUrl, roomName: "e2e", identity: "user", ...fields });
    this.credentials.push({ transportUrl, ...fields });
    return this.answerCredentials((request) => request.respond({ status: 201, contentType: "application/json", body }));
  }

  /** Evaluates an expression in the page without a user gesture. */
  async evaluateWithoutGesture(expression) {
    if (!this.session) return this.page.evaluate(expression);
    const { result } = await this.session.send("Runtime.evaluate", { expression, returnByValue: true });
    return result.value;
  }

  /** Clicks a component, `count` times in a row. */
  async press(name, { count = 1 } = {}) {
    if (name !== "call-button") return this.page.click(slot(name), { count });
    // The page ignores presses within 500 ms of the last one.
    const early = this.#pressedAt + 550 - Date.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    this.pressed = await this.now();
    await this.page.click(slot(name), { count });
    this.notePress();
  }

  /** Notes that the call button was pressed, for a test that does it in its own way. */
  notePress() {
    this.#pressedAt = Date.now();
  }

  /**
   * Waits until a component has this state. If it may have had it before the action, use
   * `untilBecame`.
   */
  untilState(name, state, timeout = TIMEOUT) {
    return this.page.waitForSelector(slot(name, state), { timeout });
  }

  /**
   * Waits until a component has changed to this state after a moment (`now()`), even if it has left
   * it again.
   */
  async untilBecame(name, state, after, timeout = TIMEOUT) {
    const became = (name, state, after) =>
      probe.states.some((one) => one.slot === name && one.state === state && one.at > after);
    await this.page.waitForFunction(became, { timeout, polling: 50 }, name, state, after);
  }

  /**
   * Waits until the status badge has changed to this mode after a moment (`now()`), even if it has
   * left it again.
   */
  async untilMode(mode, after, timeout = TIMEOUT) {
    const became = (mode, after) => probe.modes.some((one) => one.mode === mode && one.at > after);
    await this.page.waitForFunction(became, { timeout, polling: 50 }, mode, after);
  }

  /** Returns all states that a component has changed to after a moment, in order. */
  statesSince(name, after) {
    const since = (name, after) =>
      probe.states.filter((one) => one.slot === name && one.at > after).map(({ state }) => state);
    return this.page.evaluate(since, name, after);
  }

  async start() {
    await this.press("call-button");
    await this.untilState("call-button", "connected");
  }

  /** Ends the call and waits until everything is released, in the page and at the backend. */
  async end() {
    await this.press("call-button");
    await this.untilReleased();
  }

  async untilReleased() {
    await this.untilState("call-button", "idle");
    await until("everything is released", async () => Object.values(await this.live()).every((n) => n === 0)).catch(
      async (error) => assert.fail(`${error.message}: ${JSON.stringify(await this.live())}`),
    );
    await this.backend.untilEmpty();
  }

  live() {
    return this.page.evaluate(() => probe.live());
  }

  get room() {
    return this.credentials.at(-1)?.roomName;
  }

  /** Returns the backend's statistics of this call's audio. */
  callerStats() {
    return this.backend.callerStats(this.room);
  }

  /**
   * Waits for `<ConnectionNotice>`, which appears after 1 s. Fails if it appears more than 10 s
   * after `lost`: the ping timeout would find any loss by then.
   */
  async untilReconnecting(lost) {
    await this.page.waitForSelector(slot("connection-notice", "reconnecting"), { visible: true, timeout: TIMEOUT });
    const took = await this.page.evaluate(
      (lost) => probe.states.find((one) => one.slot === "connection-notice" && one.state === "reconnecting" && one.at > lost)?.at - lost,
      lost,
    );
    assert.ok(took < 10_000, `the page shows after ${took} ms that it is reconnecting`);
  }

  /**
   * Advances the page's clock by `millis` at once, as after sleep, and emits `visibilitychange`.
   * Returns the page time after the jump.
   */
  jumpClock(millis) {
    return this.page.evaluate((millis) => {
      const now = Performance.prototype.now;
      Performance.prototype.now = function () {
        return now.call(this) + millis;
      };
      const jumped = performance.now();
      document.dispatchEvent(new Event("visibilitychange"));
      return jumped;
    }, millis);
  }

  /** Returns the transcript's rows in the page. */
  rows() {
    return this.page.$$eval(slot("turn"), (rows) =>
      rows.map((row) => ({
        source: row.dataset.source,
        final: row.dataset.final,
        text: (row.querySelector("[data-slot=turn-text]") ?? row).textContent.trim(),
      })),
    );
  }

  /**
   * Waits for a row with this text; with `after`, for one that got it after that moment in page
   * time.
   */
  async untilRow(source, words, final = "true", after = -1) {
    const found = await this.page.waitForFunction(
      (selector, words, after) => {
        const since = (row) => after < 0 || probe.rows.some((one) => one.row === row && one.at > after && one.text.includes(words));
        return [...document.querySelectorAll(selector)].find((row) => row.textContent.includes(words) && since(row));
      },
      { timeout: TIMEOUT },
      `${slot("turn")}[data-source="${source}"][data-final="${final}"]`,
      words,
      after,
    );
    return found.asElement();
  }

  /**
   * Waits until a row has been shown with this text after a moment in page time, by default after
   * the call button was pressed, even if the row has changed since. Returns when it was shown, and
   * its text then: `{ at, text }`.
   */
  async untilShown(source, words, final, after = this.pressed, timeout = TIMEOUT) {
    const shown = (source, words, final, after) => {
      const isIt = (one) => one.source === source && one.final === final && one.text.includes(words) && one.at > after;
      const found = probe.rows.find(isIt);
      return found && { at: found.at, text: found.text };
    };
    const found = await this.page.waitForFunction(shown, { timeout, polling: 50 }, source, words, final, after);
    return found.jsonValue();
  }

  async type(text) {
    await this.page.type(`${slot("message-input")} input`, text);
    await this.page.click(`${slot("message-input")} button`);
  }

  /** Sends a text by pasting it: typing a long one takes a second. */
  async paste(text) {
    await this.page.focus(`${slot("message-input")} input`);
    await this.page.evaluate((text) => document.execCommand("insertText", false, text), text);
    await this.page.click(`${slot("message-input")} button`);
  }

  /** Moves the slider to a value, as a drag would. */
  setVolume(percent) {
    return this.page.$eval(
      `${slot("volume-slider")} input`,
      (input, percent) => {
        input.value = percent;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      percent,
    );
  }

  /**
   * Waits for an error that appeared after the call button was pressed. Returns its code, its text,
   * and after how many ms it appeared, in page time.
   */
  async untilError() {
    const appeared = (after) => probe.errors.find(({ at }) => at > after)?.at;
    const found = await this.page.waitForFunction(appeared, { timeout: TIMEOUT, polling: 50 }, this.pressed);
    const took = (await found.jsonValue()) - this.pressed;
    const notice = await this.page.waitForSelector(`${slot("error-notice")}[data-code]`, { timeout: TIMEOUT });
    const { code, text } = await notice.evaluate((element) => ({ code: element.dataset.code, text: element.textContent }));
    return { code, text, took };
  }

  /**
   * Checks what holds for every page, and closes it. `expected` are patterns of the browser's own
   * errors that a test causes.
   */
  async close({ expected = [] } = {}) {
    const html = await this.page.content();
    const tokens = this.credentials.flatMap(({ transportToken, wsToken }) => [transportToken, wsToken]).filter(Boolean);
    await this.context.close();
    this.console.assertNoErrors(expected);
    for (const token of tokens) {
      this.console.assertNotLogged(token);
      assert.ok(!html.includes(token), "the page's HTML contains the token");
    }
  }
}
