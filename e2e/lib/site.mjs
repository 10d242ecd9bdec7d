// Serves the tests' own page on this machine.
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { E2E_PAGE } from "./paths.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Served beside the page: a caller on LiveKit's own client. */
const BESIDE = {
  "/peer": fileURLToPath(new URL("../peer/index.html", import.meta.url)),
  "/peer.js": fileURLToPath(new URL("../peer/peer.js", import.meta.url)),
  "/livekit-client.js": fileURLToPath(
    new URL("../node_modules/livekit-client/dist/livekit-client.umd.js", import.meta.url),
  ),
};

/**
 * Starts the site. `answers` maps paths to functions whose results are sent as JSON with status
 * 201, as a backend sends credentials. `pages` maps paths to HTML. `headers` are sent with every
 * file and page.
 */
export async function startSite({ folder = E2E_PAGE, answers = {}, pages = {}, headers = {} } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    if (answers[pathname]) {
      const body = await answers[pathname](request);
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(body));
      return;
    }
    if (pages[pathname]) {
      response.writeHead(200, { ...headers, "content-type": "text/html" }).end(pages[pathname]);
      return;
    }
    const path = BESIDE[pathname] ?? join(folder, normalize(pathname === "/" ? "/index.html" : pathname));
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    answers,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
