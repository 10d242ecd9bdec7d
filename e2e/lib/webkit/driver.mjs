// A client of W3C WebDriver, with the commands that the tests use.

/** Limit of one command, in ms. A hung browser must not outlast a test. */
const TIMEOUT = 60_000;

/** The key of an element reference, by the specification. */
export const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class WebDriver {
  #session;
  /** Commands run one after the other: several parts of a test may drive the page at once. */
  #last = Promise.resolve();

  constructor(url) {
    this.url = url;
  }

  /** Opens a session, which starts the browser. */
  async open(capabilities) {
    const { sessionId } = await this.#request("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
    this.#session = `/session/${sessionId}`;
    await this.post("/timeouts", { script: TIMEOUT, pageLoad: TIMEOUT, implicit: 0 });
  }

  /** Closes the session and its browser. */
  async close() {
    await this.delete("");
  }

  get(path) {
    return this.#inOrder("GET", path);
  }

  post(path, body = {}) {
    return this.#inOrder("POST", path, body);
  }

  delete(path) {
    return this.#inOrder("DELETE", path);
  }

  #inOrder(method, path, body) {
    const result = this.#last.then(() => this.#request(method, this.#session + path, body));
    this.#last = result.catch(() => {});
    return result;
  }

  async #request(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { value } = await response.json();
    if (response.ok) return value;
    throw Object.assign(new Error(`${method} ${path}: ${value.error}: ${value.message}`), { code: value.error });
  }
}
