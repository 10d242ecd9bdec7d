// A table of raw, gzip -9 and brotli 11 bytes for each built page.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const PAGES = ["minimal", "demo"];
const KINDS = ["wasm", "js", "css"];
const BUDGET = { page: "minimal", bytes: 65_000 };

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

/** The files of one kind, each packed by itself as a server would. */
function measure(folder, kind) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(`.${kind}`)) continue;
    const bytes = readFileSync(join(folder, name));
    sum.raw += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
    sum.brotli += brotli(bytes).length;
  }
  return sum;
}

const row = (page, kind, { raw, gzip, brotli }) =>
  [page.padEnd(9), kind.padEnd(6), ...[raw, gzip, brotli].map((n) => n.toLocaleString("en").padStart(11))].join("");

console.log(["page".padEnd(9), "".padEnd(6), ...["raw", "gzip -9", "brotli 11"].map((s) => s.padStart(11))].join(""));
for (const page of PAGES) {
  const folder = join("dist", page);
  const kinds = existsSync(folder) ? KINDS.map((kind) => [kind, measure(folder, kind)]) : [];
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const [kind, sum] of kinds) {
    console.log(row(page, kind, sum));
    for (const column of Object.keys(total)) total[column] += sum[column];
  }
  if (total.raw === 0) {
    console.error(`${folder} holds no built page`);
    process.exit(1);
  }
  console.log(row(page, "total", total));
  if (page === BUDGET.page) {
    const percent = Math.round((total.brotli / BUDGET.bytes) * 100);
    const budget = BUDGET.bytes.toLocaleString("en");
    console.log(`${page} takes ${percent} % of its budget of ${budget} bytes in brotli`);
  }
}
