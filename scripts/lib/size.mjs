// Prints a table of raw, gzip -9 and brotli 11 sizes for each built page, in bytes.
import { join } from "node:path";
import { KINDS, measure, measureAll } from "./measure.mjs";

const PAGES = ["minimal", "speech", "demo"];
// The target size of each page in brotli, and the limit of each kind until it is reached. Lower the
// limits after every reduction. Raise them only to fix a defect. Panics name file paths of
// dependencies. Pruning clears them, but their length moves the addresses of other data, so that
// cargo's registry path changes the size a little.
const BUDGETS = {
  minimal: { bytes: 65_000, wasm: 89_100, js: 3_550, css: 2_200 },
  speech: { bytes: 55_000, wasm: 71_950, js: 3_500, css: 2_200 },
};

if (process.argv.includes("--gate")) {
  const grown = [];
  for (const [page, limits] of Object.entries(BUDGETS)) {
    for (const kind of KINDS) {
      const { brotli } = measure(join("dist", page), kind);
      const line = `${page} ${kind}: ${brotli} bytes in brotli, the limit is ${limits[kind]}`;
      console.log(line);
      if (brotli === 0) grown.push(`${line}: not built`);
      if (brotli > limits[kind]) grown.push(`${line}: ${brotli - limits[kind]} bytes too many`);
    }
  }
  for (const line of grown) console.error(`grown: ${line}`);
  process.exit(grown.length === 0 ? 0 : 1);
}

const row = (page, kind, { raw, gzip, brotli }) =>
  [page.padEnd(12), kind.padEnd(6), ...[raw, gzip, brotli].map((n) => n.toLocaleString("en").padStart(11))].join("");

console.log(["page".padEnd(12), "".padEnd(6), ...["raw", "gzip -9", "brotli 11"].map((s) => s.padStart(11))].join(""));
for (const page of PAGES) {
  const folder = join("dist", page);
  const total = measureAll(folder);
  if (total.raw === 0) {
    console.error(`${folder} contains no built page`);
    process.exit(1);
  }
  for (const kind of KINDS) console.log(row(page, kind, measure(folder, kind)));
  console.log(row(page, "total", total));
  if (BUDGETS[page]) {
    const percent = Math.round((total.brotli / BUDGETS[page].bytes) * 100);
    const budget = BUDGETS[page].bytes.toLocaleString("en");
    console.log(`${page} takes ${percent} % of its budget of ${budget} bytes in brotli`);
  }
}
