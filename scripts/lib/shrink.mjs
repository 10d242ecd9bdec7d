// Makes a page that trunk has built in release smaller, without a change to what it does: node shrink.mjs DIST [INDEX TARGET]
//
// INDEX is the page that trunk built, TARGET is cargo's folder: there stands the module as wasm-bindgen wrote it. It exports
// much that no page calls, and what only that reaches is best dropped before wasm-opt sees it.
//
// wasm-bindgen gives each of its imports a long name with a hash, which stands in the module and again in its glue, and
// never makes the glue small. Here the names become as short as they can be, and esbuild drops what the page has no use for,
// in the style sheets too.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What rustc lets a module use; wasm-metadce does not read it from there. */
const FEATURES =
  "bulk-memory bulk-memory-opt sign-ext mutable-globals nontrapping-float-to-int reference-types multivalue call-indirect-overlong";

const [dist, index, target] = process.argv.slice(2);
for (const name of readdirSync(dist).filter((name) => name.endsWith(".css"))) {
  const path = join(dist, name);
  writeFileSync(path, run("esbuild", ["--minify", "--loader=css"], readFileSync(path, "utf8")));
  vouch(name);
}
const wasm = only(readdirSync(dist).filter((name) => name.endsWith("_bg.wasm")));
const glue = wasm.replace(/_bg\.wasm$/, ".js");
const small = minified(readFileSync(join(dist, glue), "utf8"));
if (index) dropUncalled(join(dist, wasm));
shrink(join(dist, wasm), join(dist, glue));
vouch(wasm);
vouch(glue);

/** The page names a digest of what it loads: of the file as it is now. */
function vouch(name) {
  const page = join(dist, "index.html");
  const digest = createHash("sha384").update(readFileSync(join(dist, name))).digest("base64");
  const tags = readFileSync(page, "utf8").replace(/<[^>]*>/g, (tag) =>
    tag.includes(name) ? tag.replace(/sha384-[\w+/=]+/, `sha384-${digest}`) : tag,
  );
  writeFileSync(page, tags);
}

function only(names) {
  if (names.length !== 1) throw new Error(`${dist}: one was expected here, not ${names.length}: ${names.join(", ")}`);
  return names[0];
}

/** The module anew, from what wasm-bindgen wrote, as far as its glue calls it. */
function dropUncalled(wasm) {
  const name = basename(wasm).replace(/-[^-]*_bg\.wasm$/, "_bg.wasm");
  const written = join(target, "wasm-bindgen/release", name);
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(written)));
  const graph = exports.map(({ name }) => ({ name, export: name, ...(small.includes(`.${name}`) && { root: true }) }));
  const roots = join(dist, "roots.json");
  writeFileSync(roots, JSON.stringify(graph));
  const features = FEATURES.split(" ").map((feature) => `--enable-${feature}`);
  run("wasm-metadce", [...features, "-g", "--graph-file", roots, written, "-o", wasm]);
  rmSync(roots);
  const [, level, , params = ""] = /data-wasm-opt="(.)"( data-wasm-opt-params="([^"]*)")?/.exec(readFileSync(index, "utf8"));
  // Rust's stack comes first in the memory and grows down to 0: the lowest 1,024 bytes are used by one that is about to
  // overflow. What is taken apart first is put together smaller, and smaller still the second time.
  const before = ["--low-memory-unused", "--flatten", "--rereloop", `-O${level}`];
  run("wasm-opt", [...before, `-O${level}`, ...params.split(" ").filter(Boolean), wasm, "-o", wasm]);
}

function shrink(wasm, glue) {
  const module = moduleName(wasm);
  const names = JSON.parse(run("wasm-opt", [wasm, "--minify-imports-and-exports-and-modules", "-o", wasm]));
  let script = renamed(small, new RegExp(`(?<=")${module.replaceAll(".", "\\.")}(?=":)`), moduleName(wasm));
  for (const [, long, short] of names.imports) script = renamed(script, new RegExp(`\\b${long}(?=[:(])`), short);
  for (const [long, short] of names.exports) {
    // The others are what Rust exports and the page does not call.
    if (small.includes(`.${long}`)) script = renamed(script, new RegExp(`(?<=\\.)${long}\\b`, "g"), short);
  }
  writeFileSync(glue, script);
}

/** The glue without its comments, its long local names, and the classes that nobody can reach: a page exports nothing. */
function minified(glue) {
  const pure = glue
    .replace(/^if \(Symbol\.dispose\).*$/gm, "")
    .replace(/\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{.*\}\s*: new/g, "/* @__PURE__ */ new")
    .replace(/^export class /gm, "class ")
    .replace("export { initSync, ", "export { ");
  return run("esbuild", ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=error"], pure);
}

function renamed(script, long, short) {
  if (script.match(long) === null) throw new Error(`the glue does not have ${long}: is this another wasm-bindgen?`);
  return script.replace(long, () => short);
}

/** Where the module's imports come from: the glue, by its name. */
function moduleName(wasm) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(wasm)));
  return only([...new Set(imports.map(({ module }) => module))]);
}

function run(program, args, input = "") {
  return execFileSync(program, args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] });
}
