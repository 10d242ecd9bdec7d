// The site of one page in WebKit: a proxy on a port of its own in front of the server under test.
// WebDriver can neither run a script before the page's own, nor report or intercept requests, so
// the site does. Each page has its own origin, and so shares no storage with earlier ones.
import { EventEmitter, once } from "node:events";
import { createServer, request as connect } from "node:http";
import { connect as connectTcp } from "node:net";
import { pipeline } from "node:stream";

export class Site extends EventEmitter {
  /** Whether listeners of `request` decide how each request is answered. */
  intercept = false;
  #server = createServer((request, response) => this.#handle(request, response));
  #sockets = new Set();
  #target;
  #script;

  constructor() {
    super();
    this.#server.on("upgrade", (...args) => this.#upgrade(...args));
  }

  /** Serves what `target` serves, with this script in each HTML page. Returns the own origin. */
  async open(target, script) {
    this.#target = target;
    this.#script = script;
    if (!this.#server.listening) {
      this.#server.listen(0, "127.0.0.1");
      await once(this.#server, "listening");
    }
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #handle(incoming, response) {
    const chunks = await incoming.toArray().catch(() => null);
    if (!chunks) return response.destroy();
    const request = new Request(this, incoming, Buffer.concat(chunks), response);
    this.emit("request", request);
    if (!this.intercept) await request.continue();
  }

  /** Connects a WebSocket of the page to the server. */
  #upgrade({ method, url, rawHeaders }, socket, head) {
    const { hostname, port } = new URL(this.#target);
    const server = connectTcp({ host: hostname, port, noDelay: true });
    const headers = rawHeaders.flatMap((one, index) => (index % 2 ? [] : [`${one}: ${rawHeaders[index + 1]}`]));
    server.write([`${method} ${url} HTTP/1.1`, ...headers, "", ""].join("\r\n"));
    server.write(head);
    // What closes one end closes the other.
    for (const [from, to] of [[socket, server], [server, socket]]) {
      this.#sockets.add(from);
      pipeline(from, to, () => this.#sockets.delete(from));
    }
  }

  /** Forwards a request to the server, and its answer to the page. */
  async forward({ incoming, body, response }) {
    const { method, url, headers } = incoming;
    const forwarded = connect(this.#target + url, { method, headers: { ...headers, "accept-encoding": "identity" } });
    forwarded.end(body);
    const [answer] = await once(forwarded, "response");
    const sent = Buffer.concat(await answer.toArray());
    const isPage = answer.headers["content-type"]?.startsWith("text/html");
    const shown = isPage ? Buffer.from(this.#withScript(String(sent))) : sent;
    const { "transfer-encoding": chunked, ...rest } = answer.headers;
    response.writeHead(answer.statusCode, { ...rest, "content-length": shown.length }).end(shown);
    return { status: answer.statusCode, body: sent };
  }

  /** Inserts the script before the page's own, and removes it when it has run. */
  #withScript(html) {
    const script = `${this.#script}\ndocument.currentScript.remove();`.replaceAll("</script", "<\\/script");
    return html.replace(/<head[^>]*>/i, (head) => `${head}<script>${script}</script>`);
  }
}

/** A request of the page, with puppeteer's methods. */
class Request {
  constructor(site, incoming, body, response) {
    Object.assign(this, { site, incoming, body, response });
  }

  method() {
    return this.incoming.method;
  }

  url() {
    return `http://${this.incoming.headers.host}${this.incoming.url}`;
  }

  async continue() {
    const { status, body } = await this.site.forward(this).catch(() => {
      this.response.destroy();
      return { status: 0 };
    });
    this.site.emit("response", { request: () => this, status: () => status, json: async () => JSON.parse(body) });
  }

  async respond({ status, contentType, body }) {
    this.response.writeHead(status, { "content-type": contentType }).end(body);
  }

  async abort() {
    this.response.destroy();
  }
}
