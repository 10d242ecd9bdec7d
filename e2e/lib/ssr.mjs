// The server of the server-rendered page as a child process, in front of a backend.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { SSR, SSR_PKG } from "./paths.mjs";

const READY = /^ready: (http:\/\/[^ ]+?)\/$/;

export async function startServer(backend) {
  const env = { ...process.env, SPEKO_BASE_URL: backend.url, PKG: SSR_PKG, LISTEN: "127.0.0.1:0" };
  const child = spawn(SSR, { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const url = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => READY.test(line) && resolve(READY.exec(line)[1]));
  });
  return {
    ...backend,
    url,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
