// Builds the JavaScript peers into dist/bench/, one folder each, for the backend to serve.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { DIST, at } from "./where.mjs";

const PAGES = { "react-call": "call.jsx", "react-turns": "turns.jsx", "react-assistant": "assistant.jsx", "livekit-client": "client.js", peer: "../peer/peer.js", vanilla: "../vanilla/vanilla.js" };
/** Pages with our markup. They are served with our style sheet. */
const STYLED = ["react-call", "react-turns"];

const style = await transform(readFileSync(at("style/essentials.css"), "utf8"), { loader: "css", minify: true });

for (const [name, source] of Object.entries(PAGES)) {
  const folder = join(DIST, name);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [at(`bench/pages/react/${source}`)],
    outfile: join(folder, "page.js"),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
  });
  let html = readFileSync(at("bench/pages/react/page.html"), "utf8");
  if (STYLED.includes(name)) writeFileSync(join(folder, "page.css"), style.code);
  else html = html.replace(/.*page\.css.*\n/, "");
  writeFileSync(join(folder, "index.html"), html);
}
