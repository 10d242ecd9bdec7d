// Measures the download size of each page, compressed file by file as scripts/size does.
import { join } from "node:path";
import { measureAll } from "../../scripts/lib/measure.mjs";
import { bytes, ratio, table } from "../lib/numbers.mjs";
import { DIST, at } from "../lib/where.mjs";

const PAGES = [
  ["ours: examples/minimal", at("dist/minimal")],
  ["ours: examples/demo", at("dist/demo")],
  ["React: the page that minimal is", join(DIST, "react-call")],
  ["React: room, audio and bars, no styles", join(DIST, "react-assistant")],
  ["livekit-client and a button, no React", join(DIST, "livekit-client")],
];

export const title = "Bytes";

export function run() {
  const weights = PAGES.map(([name, folder]) => ({ name, ...measureAll(folder) }));
  const [minimal] = weights;
  for (const { name, raw } of weights) if (raw === 0) throw new Error(`not built: ${name}`);
  const rows = weights.map(({ name, raw, gzip, brotli }) => [name, bytes(raw), bytes(gzip), bytes(brotli), ratio(minimal.brotli, brotli)]);
  return `${table(["page", "raw", "gzip -9", "brotli 11", "minimal ÷ it"], rows)}

All wasm, JavaScript and CSS. The second React page is the first one in the documentation of components-react.`;
}
