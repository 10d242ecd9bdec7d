// Finds free ports on this machine.
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

/** Returns free ports of each kind. They are free only at this moment, so bind them soon. */
export async function freePorts({ tcp = 0, udp = 0 }) {
  const opens = [...Array(tcp).fill(TCP), ...Array(udp).fill(UDP)];
  // open at the same time, so that no port is returned twice
  const all = await Promise.all(opens.map(held));
  await Promise.all(all.map(({ close }) => close()));
  const ports = all.map(({ port }) => port);
  return { tcp: ports.slice(0, tcp), udp: ports.slice(tcp) };
}
