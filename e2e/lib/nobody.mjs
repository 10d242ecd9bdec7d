import { once } from "node:events";
import { createServer } from "node:net";

/** The URL of a voice server on this machine where nobody listens. */
export async function nobody() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return `ws://127.0.0.1:${port}`;
}
