// Measures the size of the files of a built page, for scripts/size and the bench.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export const KINDS = ["wasm", "js", "css"];

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

/** Returns the size of the files of one kind. Each is compressed separately, as a server does. */
export function measure(folder, kind) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true }) : []) {
    if (!name.endsWith(`.${kind}`)) continue;
    const bytes = readFileSync(join(folder, name));
    sum.raw += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
    sum.brotli += brotli(bytes).length;
  }
  return sum;
}

/** Returns the size of the files of all kinds. */
export function measureAll(folder) {
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const kind of KINDS) {
    const sum = measure(folder, kind);
    for (const column of Object.keys(total)) total[column] += sum[column];
  }
  return total;
}
