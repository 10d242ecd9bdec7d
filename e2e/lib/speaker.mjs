// A virtual sound card, because Firefox runs no audio graph without one: a private PulseAudio with
// a null sink.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PULSEAUDIO } from "./paths.mjs";
import { until } from "./until.mjs";

/** Starts PulseAudio with its files in this folder. `env` is for the browser. */
export async function startSpeaker(folder) {
  const socket = join(folder, "speaker.socket");
  const args = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--log-level=error"];
  const modules = [`module-native-protocol-unix socket=${socket} auth-anonymous=1`, "module-null-sink sink_name=speaker"];
  const child = spawn(PULSEAUDIO, [...args, ...modules.flatMap((one) => ["-L", one])], {
    // Keeps its state apart from the user's own PulseAudio.
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const exited = Promise.race([once(child, "exit"), once(child, "error")]);
  let over = false;
  exited.then(() => (over = true), () => (over = true));
  await until("PulseAudio listens", () => {
    if (over) throw new Error(`PulseAudio ended: ${said}`);
    return existsSync(socket);
  });
  return {
    env: { PULSE_SERVER: `unix:${socket}` },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
