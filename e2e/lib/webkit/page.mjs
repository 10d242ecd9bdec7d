// A page of WebKit with the methods of puppeteer's pages that the tests use.
import { EventEmitter } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { ELEMENT } from "./driver.mjs";
import { Keyboard } from "./keyboard.mjs";
import { until } from "../until.mjs";

/** Runs before a page's own scripts. */
const EARLY = readFileSync(new URL("early.js", import.meta.url), "utf8");

/** The part of each script that runs before the test's own expression. */
const BEGIN = `const e2e = window[Symbol.for("e2e")] ?? { log: [], handles: new Map(), next: 0 };
const keep = (value) => {
  e2e.handles.set(++e2e.next, value);
  return e2e.next;
};
const answer = (result) => JSON.stringify({ ...result, log: e2e.log.splice(0) });`;

export class Page extends EventEmitter {
  #driver;
  #site;
  #scripts = [EARLY];
  #timeout = 30_000;

  constructor(driver, site) {
    super();
    this.#driver = driver;
    this.#site = site;
    this.keyboard = new Keyboard(driver);
    site.on("request", (request) => this.emit("request", request));
    site.on("response", (response) => this.emit("response", response));
  }

  setDefaultTimeout(millis) {
    this.#timeout = millis;
  }

  async evaluateOnNewDocument(script) {
    this.#scripts.push(script);
  }

  async setRequestInterception(value) {
    this.#site.intercept = value;
  }

  /** Opens a page of a server, through a site of this page's own: see site.mjs. */
  async goto(url) {
    await this.#collect();
    const { origin, pathname, search, hash } = new URL(url);
    const own = await this.#site.open(origin, this.#scripts.join("\n"));
    await this.#driver.post("/url", { url: own + pathname + search + hash });
  }

  async goBack() {
    await this.#collect();
    await this.#driver.post("/back");
  }

  evaluate(body, ...args) {
    return this.#run(body, args, "value");
  }

  async evaluateHandle(body, ...args) {
    return new Handle(this, await this.#run(body, args, "keep(value)"));
  }

  /**
   * Runs a function or an expression in the page, and returns what `result` is of its value. What
   * the page has logged since the last script is emitted.
   */
  async #run(body, args, result) {
    const value = typeof body === "string" ? `(0, eval)(${JSON.stringify(body)})` : `(${body})(${args.map(source).join(", ")})`;
    const script = `${BEGIN}
      return (async () => {
        try {
          const value = await ${value};
          return answer({ result: ${result} });
        } catch (error) {
          return answer({ error: \`\${error} \${error?.stack ?? ""}\` });
        }
      })()`;
    const answer = JSON.parse(await this.#driver.post("/execute/sync", { script, args: [] }));
    for (const { type, text } of answer.log) {
      if (type === "exception") this.emit("pageerror", new Error(text));
      else this.emit("console", { type: () => type, text: () => text });
    }
    if ("error" in answer) throw new Error(answer.error);
    return answer.result;
  }

  /** Emits what the page has logged. */
  async #collect() {
    await this.evaluate("0");
  }

  async $(selector) {
    const [found] = await this.#all(`document.querySelectorAll(${source(selector)})`, 1);
    return found ?? null;
  }

  $$(selector) {
    return this.#all(`document.querySelectorAll(${source(selector)})`);
  }

  async #all(list, most = Infinity) {
    const ids = await this.#run(list, [], `[...value].slice(0, ${most}).map(keep)`);
    return ids.map((id) => new Handle(this, id));
  }

  $eval(selector, body, ...args) {
    const found = (selector) => `(document.querySelector(${selector}) ?? (() => { throw new Error("no element " + ${selector}) })())`;
    return this.#run(`(${body})(${[found(source(selector)), ...args.map(source)].join(", ")})`, [], "value");
  }

  $$eval(selector, body, ...args) {
    return this.#run(`(${body})(${[`[...document.querySelectorAll(${source(selector)})]`, ...args.map(source)].join(", ")})`, [], "value");
  }

  async waitForFunction(body, { timeout = this.#timeout, polling = 50 } = {}, ...args) {
    const what = `a page function: ${body}`.slice(0, 300);
    return until(what, () => this.#truthy(body, args), { timeout, every: Number(polling) || 50 });
  }

  async #truthy(body, args) {
    const id = await this.#run(body, args, "value ? keep(value) : 0");
    return id && new Handle(this, id);
  }

  waitForSelector(selector, { visible = false, hidden = false, timeout = this.#timeout } = {}) {
    const look = (selector, visible, hidden) => {
      const found = document.querySelector(selector);
      const isShown = Boolean(found?.checkVisibility({ visibilityProperty: true }) && found.getBoundingClientRect().width);
      if (hidden) return !isShown;
      return visible && !isShown ? null : found;
    };
    return until(`the element ${selector}`, () => this.#truthy(look, [selector, visible, hidden]), { timeout });
  }

  async click(selector) {
    await (await this.#required(selector)).click();
  }

  async focus(selector) {
    await this.$eval(selector, (element) => element.focus());
  }

  async type(selector, text) {
    await this.focus(selector);
    await this.keyboard.type(text);
  }

  async #required(selector) {
    return (await this.$(selector)) ?? Promise.reject(new Error(`no element ${selector}`));
  }

  content() {
    return this.evaluate(() => document.documentElement.outerHTML);
  }

  /** Sets the size of the page, not of the window. The window is at least 334 px wide. */
  async setViewport({ width, height }) {
    const bars = await this.evaluate(() => ({ width: outerWidth - innerWidth, height: outerHeight - innerHeight }));
    await this.#driver.post("/window/rect", { width: width + bars.width, height: height + bars.height });
    const fits = (width, height) => innerWidth === width && innerHeight === height;
    await this.waitForFunction(fits, {}, width, height);
  }

  /** Takes a screenshot of the viewport. */
  async screenshot({ path } = {}) {
    return this.picture("/screenshot", path);
  }

  async picture(command, path) {
    const picture = Buffer.from(await this.#driver.get(command), "base64");
    if (path) writeFileSync(path, picture);
    return picture;
  }

  /** Runs a command on the element of a handle. */
  async withElement(handle, run) {
    const script = `return window[Symbol.for("e2e")].handles.get(${handle.id})`;
    const found = await this.#driver.post("/execute/sync", { script, args: [] });
    return run(`/element/${found[ELEMENT]}`, this.#driver);
  }

  /** Leaves the page, which ends what it runs, and closes its site. */
  async close() {
    await this.#collect();
    await this.#driver.post("/url", { url: "about:blank" });
    await this.#site.close();
  }
}

/** A value in the page. */
class Handle {
  constructor(page, id) {
    Object.assign(this, { page, id });
  }

  evaluate(body, ...args) {
    return this.page.evaluate(body, this, ...args);
  }

  asElement() {
    return this;
  }

  jsonValue() {
    return this.evaluate((value) => value);
  }

  async $(selector) {
    const find = (element, selector) => element.querySelector(selector);
    if (await this.evaluate((element, selector) => !element.querySelector(selector), selector)) return null;
    return this.page.evaluateHandle(find, this, selector);
  }

  click() {
    return this.page.withElement(this, (element, driver) => driver.post(`${element}/click`));
  }

  screenshot({ path } = {}) {
    return this.page.withElement(this, (element) => this.page.picture(`${element}/screenshot`, path));
  }
}

/** Returns an argument as JavaScript. JSON has no `undefined` and no `Infinity`. */
function source(value) {
  if (value instanceof Handle) return `e2e.handles.get(${value.id})`;
  if (typeof value === "number" || value === undefined) return String(value);
  return JSON.stringify(value);
}
