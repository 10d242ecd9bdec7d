// Tests that the link applies the delay, and which packets each cut drops.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { cannot, startLink } from "../lib/link.mjs";
import { median } from "../lib/numbers.mjs";
import { at } from "../lib/where.mjs";

const ECHO = at("bench/net/echo.mjs");
const run = promisify(execFile);

// The link has real-time priority. Both ends need it too, or on a busy machine a round trip would
// measure their scheduling.
let link, echo, why;
let priority = ["chrt", "--fifo", "1"];
const echoAt = (end, ...args) => end.inside(...priority, process.execPath, ECHO, ...args);
before(async () => {
  try {
    link = await startLink();
  } catch (error) {
    return (why = cannot(error, "the link"));
  }
  // Containers often do not allow real-time priority.
  await run("chrt", ["--fifo", "1", "true"]).catch(() => (priority = []));
  const [command, ...args] = echoAt(link.a, "listen");
  echo = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(echo.stdout, "data");
});
after(async () => {
  echo?.kill();
  await link?.stop();
});

const linked = (name, body) => test(name, { timeout: 30_000 }, (t) => (why ? t.skip(why) : body(t)));

async function ask(protocol, { count = 10, port = 7 } = {}) {
  const [command, ...args] = echoAt(link.b, protocol, link.a.address, String(port), String(count));
  return JSON.parse((await run(command, args)).stdout);
}

const answered = (trips) => trips.filter((ms) => ms !== null);
const none = async (protocol, options) => assert.equal(answered(await ask(protocol, { count: 3, ...options })).length, 0, protocol);
const all = async (protocol, options) => assert.equal(answered(await ask(protocol, { count: 3, ...options })).length, 3, protocol);

linked("a round trip is twice the delay", async () => {
  await link.set({ delay: 50 });
  for (const protocol of ["udp", "tcp"]) {
    const middle = median(await ask(protocol));
    assert.ok(middle >= 100 && middle <= 106, `${protocol}: ${middle} ms`);
  }
  await link.set({ delay: 0 });
  const middle = median(await ask("udp"));
  assert.ok(middle < 6, `without delay: ${middle} ms`);
});

linked("jitter adds at most the given delay to each direction", async () => {
  await link.set({ delay: 10, jitter: 40 });
  const trips = await ask("udp", { count: 40 });
  await link.set({ delay: 0, jitter: 0 });
  assert.ok(Math.min(...trips) >= 20 && Math.max(...trips) <= 110, String(trips));
  assert.ok(Math.max(...trips) - Math.min(...trips) > 30, String(trips));
});

linked("a loss of 1 drops all packets, and a loss of 0 none", async () => {
  await link.set({ loss: 1 });
  await none("udp");
  await link.set({ loss: 0 });
  await all("udp");
});

linked("a cut drops only the packets that it names", async () => {
  await link.set({ cut: "udp" });
  await none("udp");
  await all("tcp");
  await link.set({ cut: "tcp" });
  await none("tcp");
  await all("udp");
  await link.set({ cut: 7 });
  await none("tcp");
  await all("tcp", { port: 8 });
  await all("udp");
  await link.set({ cut: "all" });
  await none("tcp");
  await none("udp");
  await link.set({ cut: null });
  await all("tcp");
  await all("udp");
});

linked("an unknown field of a command is rejected", () => assert.rejects(link.set({ dealy: 1 }), /dealy/));

linked("a killed link leaks no namespace", async () => {
  const other = await startLink();
  const path = other.b.inside("true")[1].split("=")[1];
  assert.ok(existsSync(path));
  process.kill(other.pid, "SIGKILL");
  await other.stop();
  assert.ok(!existsSync(path));
  await assert.rejects(other.set({}), /SIGKILL/);
});
