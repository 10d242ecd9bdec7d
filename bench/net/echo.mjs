// Measures round trips over the link. `listen` runs the echo server at one end; `udp|tcp ADDRESS
// PORT COUNT` at the other prints the milliseconds of each round trip, or null if no reply came.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PORT = 7;
const PATIENCE = 250;

const [what, address, port = PORT, count = 10] = process.argv.slice(2);

if (what === "listen") {
  const udp = createSocket("udp4");
  udp.on("message", (message, { address, port }) => udp.send(message, port, address));
  udp.bind(PORT);
  const echo = (socket) => socket.setNoDelay().on("error", () => {}).pipe(socket);
  const servers = [PORT, PORT + 1].map((port) => createServer(echo).listen(port));
  await Promise.all([udp, ...servers].map((server) => once(server, "listening")));
  console.log("listening");
} else {
  const { send, close, back } = what === "udp" ? overUdp() : await overTcp();
  const trips = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    const came = back();
    send("?");
    trips.push(await Promise.race([came.then(() => performance.now() - began), sleep(PATIENCE, null)]));
  }
  close();
  console.log(JSON.stringify(trips));
}

function overUdp() {
  const socket = createSocket("udp4");
  return { send: (text) => socket.send(text, port, address), close: () => socket.close(), back: () => once(socket, "message") };
}

async function overTcp() {
  const socket = connect(port, address).setNoDelay();
  const open = await Promise.race([once(socket, "connect").then(() => true), sleep(PATIENCE, false)]);
  const back = () => (open ? once(socket, "data") : new Promise(() => {}));
  return { send: (text) => open && socket.write(text), close: () => socket.destroy(), back };
}
