import { once } from "node:events";
import { createServer } from "node:net";

/** Returns a URL of a voice server on this machine whose port is closed. */
export async function closedPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return `ws://127.0.0.1:${port}`;
}
