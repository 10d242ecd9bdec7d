// The console of a page: what the page logs, its exceptions, and the browser's messages about it.
import assert from "node:assert/strict";

export class PageConsole {
  #messages = [];

  /**
   * Starts to collect. `session` is the page's CDP session; without one, WebDriver's events are
   * used.
   */
  async watch(page, session) {
    if (!session) return this.#listen(page);
    session.on("Runtime.consoleAPICalled", ({ type, args }) =>
      this.#messages.push({ by: "page", type, text: args.map((arg) => arg.value ?? arg.description ?? "").join(" ") }),
    );
    session.on("Runtime.exceptionThrown", ({ exceptionDetails: { text, exception } }) =>
      this.#messages.push({ by: "page", type: "error", text: `${text} ${exception?.description ?? ""}` }),
    );
    session.on("Log.entryAdded", ({ entry: { level, source, text, url } }) =>
      this.#messages.push({ by: `browser ${source}`, type: level, text: `${text} ${url ?? ""}` }),
    );
    await session.send("Runtime.enable");
    await session.send("Log.enable");
  }

  #listen(page) {
    page.on("console", (message) => {
      const type = message.type() === "warn" ? "warning" : message.type();
      this.#messages.push({ by: "page", type, text: message.text() });
    });
    page.on("pageerror", (error) => {
      // Firefox reports each failed or aborted connection as an error of the page.
      const own = /^Error: (Firefox can’t establish a connection|The connection to ws|Cross-Origin Request)/.test(error);
      this.#messages.push({ by: own ? "browser" : "page", type: own ? "info" : "error", text: String(error) });
    });
  }

  /** Returns the messages of these types so far. */
  messages(types) {
    return this.#messages.filter(({ type }) => types.includes(type));
  }

  /** Fails if there are errors other than the expected ones (patterns). */
  assertNoErrors(expected) {
    const errors = this.messages(["error"]).filter(({ text }) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(errors, [], "the console has errors");
  }

  /**
   * Fails if the page has logged this token. What Firefox itself logs about a policy has the URL of
   * the socket.
   */
  assertNotLogged(token) {
    const isReport = (text) => text.startsWith("Error: Content-Security-Policy:");
    const leaks = this.#messages.filter(({ by, text }) => by === "page" && text.includes(token) && !isReport(text));
    assert.deepEqual(leaks, [], "the page logged its token");
  }
}
