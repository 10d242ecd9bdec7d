// Ports of this machine that nobody uses.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

async function held(open) {
  const socket = open();
  await once(socket, "listening");
  const { port } = socket.address();
  return { port, close: () => new Promise((done) => socket.close(done)) };
}

const TCP = () => createServer().listen(0, "127.0.0.1");
const UDP = () => createSocket("udp4").bind(0, "127.0.0.1");

/** So many free ports of each kind. They were free a moment ago: who takes one should be quick. */
export async function freePorts({ tcp = 0, udp = 0 }) {
  const opens = [...Array(tcp).fill(TCP), ...Array(udp).fill(UDP)];
  const all = await Promise.all(opens.map(held)); // held together, so that no port comes twice
  await Promise.all(all.map(({ close }) => close()));
  const ports = all.map(({ port }) => port);
  return { tcp: ports.slice(0, tcp), udp: ports.slice(tcp) };
}
