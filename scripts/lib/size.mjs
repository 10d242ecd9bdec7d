// A table of raw, gzip -9 and brotli 11 bytes for each built page.
import { join } from "node:path";
import { KINDS, weigh, weighAll } from "./weigh.mjs";

const PAGES = ["minimal", "demo"];
const BUDGET = { page: "minimal", bytes: 65_000 };
// What each kind may take in brotli until the budget is met: lower these with every step down. They were raised once, by
// 14,000 and 300 bytes: since then every page's call mends its line, works with servers of one and of two connections,
// can be warmed up before the click, and has a place for calls of methods.
const LIMITS = { wasm: 105_500, js: 8_000, css: 2_600 };

if (process.argv.includes("--gate")) {
  const grown = [];
  for (const kind of KINDS) {
    const { brotli } = weigh(join("dist", BUDGET.page), kind);
    const line = `${BUDGET.page} ${kind}: ${brotli} bytes in brotli, the limit is ${LIMITS[kind]}`;
    console.log(line);
    if (brotli === 0) grown.push(`${line}: nothing is built`);
    if (brotli > LIMITS[kind]) grown.push(`${line}: ${brotli - LIMITS[kind]} too many`);
  }
  for (const line of grown) console.error(`grown: ${line}`);
  process.exit(grown.length === 0 ? 0 : 1);
}

const row = (page, kind, { raw, gzip, brotli }) =>
  [page.padEnd(9), kind.padEnd(6), ...[raw, gzip, brotli].map((n) => n.toLocaleString("en").padStart(11))].join("");

console.log(["page".padEnd(9), "".padEnd(6), ...["raw", "gzip -9", "brotli 11"].map((s) => s.padStart(11))].join(""));
for (const page of PAGES) {
  const folder = join("dist", page);
  const total = weighAll(folder);
  if (total.raw === 0) {
    console.error(`${folder} holds no built page`);
    process.exit(1);
  }
  for (const kind of KINDS) console.log(row(page, kind, weigh(folder, kind)));
  console.log(row(page, "total", total));
  if (page === BUDGET.page) {
    const percent = Math.round((total.brotli / BUDGET.bytes) * 100);
    const budget = BUDGET.bytes.toLocaleString("en");
    console.log(`${page} takes ${percent} % of its budget of ${budget} bytes in brotli`);
  }
}
