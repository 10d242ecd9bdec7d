// What the microphone hears in a measured call: a tone that never stops, so that every silence is the line's.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const RATE = 48_000;
const SECONDS = 10; // then it begins anew, in phase
const HERTZ = 330;
const LOUD = 0.3;

/** Writes it to a folder; 48 kHz, mono, 16 bit. */
export function tone(folder) {
  const samples = new Int16Array(RATE * SECONDS);
  for (let i = 0; i < samples.length; i += 1) {
    samples[i] = 32_767 * LOUD * Math.sin((2 * Math.PI * HERTZ * i) / RATE);
  }
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16); // the format's length
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(1, 22); // channels
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  const path = join(folder, "microphone.wav");
  writeFileSync(path, Buffer.concat([head, data]));
  return path;
}
