//! Shrinks a module and its JavaScript without changing what they do.
//!
//! wasm-bindgen exports functions that no page calls. They are dropped before wasm-opt runs,
//! together with the code that only they reach. wasm-bindgen also gives each import a long name
//! with a hash, which appears in the module and in the JavaScript. Both get the shortest possible
//! names here, and esbuild drops JavaScript that the page cannot reach.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use regex::Regex;
use serde_json::{Value, json};
use wasmparser::{Parser, Payload};

use crate::bindgen::{self, Bound};
use crate::files::{self, Scratch};
use crate::html::WasmOpt;
use crate::prune::prune;

/// The wasm features that rustc enables. wasm-metadce does not read them from the module.
const FEATURES: &str = "bulk-memory bulk-memory-opt sign-ext mutable-globals nontrapping-float-to-int reference-types multivalue call-indirect-overlong";

/// Shrinks a page whose JavaScript is minified.
pub(crate) fn shrink(page: &Bound, options: &WasmOpt) -> anyhow::Result<Bound> {
    let scratch = Scratch::new()?;
    let path = scratch.0.join("page.wasm");
    drop_unused_exports(&page.wasm, &page.js, options, &scratch.0, &path)?;
    let js = shorten_names(&page.js, &path)?;
    // Once more, now with functions inlined that are called once: before the passes above it makes
    // the module larger. Alignment hints are bytes that no engine reads.
    let level = format!("-O{}", options.level);
    optimize(
        &path.display().to_string(),
        ["--dealign", &level].into_iter(),
    )?;
    Ok(Bound {
        wasm: files::read(&path)?,
        js,
    })
}

/// Prunes a module, runs wasm-bindgen on it and minifies the JavaScript. `name` is the base name of
/// its files.
///
/// The module may use a class of the JavaScript that calls exports, and only these exports may
/// reach the code that uses the class. So no export is kept at first, and then those that are
/// missing.
pub(crate) fn bind_pruned(module: &[u8], name: &str) -> anyhow::Result<Bound> {
    let mut unused: BTreeSet<String> = exports(module)?
        .into_iter()
        .filter(|name| is_for_javascript(name))
        .collect();
    loop {
        let page = minified(bindgen::bind(prune(module.to_vec(), &unused)?, name)?)?;
        let before = unused.len();
        unused.retain(|export| !is_used(&page.js, export));
        if unused.len() == before {
            return Ok(page);
        }
    }
}

/// Whether an export is a function or a destructor for JavaScript. wasm-bindgen needs the others.
fn is_for_javascript(export: &str) -> bool {
    export.starts_with("__wbg_") || (export != "main" && !export.starts_with("__"))
}

fn is_used(js: &str, export: &str) -> bool {
    js.contains(&format!(".{export}"))
}

pub(crate) fn minified_css(css: &[u8]) -> anyhow::Result<String> {
    files::run("esbuild", ["--minify", "--loader=css"], css)
}

/// Drops the exports that the JavaScript does not use, and optimizes the module.
fn drop_unused_exports(
    wasm: &[u8],
    js: &str,
    options: &WasmOpt,
    scratch: &Path,
    path: &Path,
) -> anyhow::Result<()> {
    let graph: Vec<Value> = exports(wasm)?
        .into_iter()
        .map(|name| match is_used(js, &name) {
            true => json!({ "name": name, "export": name, "root": true }),
            false => json!({ "name": name, "export": name }),
        })
        .collect();
    let (written, roots) = (scratch.join("written.wasm"), scratch.join("roots.json"));
    files::write(&written, wasm)?;
    files::write(&roots, serde_json::to_vec(&graph)?)?;
    let [written, roots, path] = [&*written, &*roots, path].map(|path| path.display().to_string());
    let mut args: Vec<String> = FEATURES
        .split(' ')
        .map(|name| format!("--enable-{name}"))
        .collect();
    args.extend(["-g", "--graph-file", &roots, &written, "-o", &path].map(str::to_owned));
    files::run("wasm-metadce", args, b"")?;

    // Rust's stack comes first in memory and grows down to 0. Its lowest 1,024 bytes are used only
    // when the stack is about to overflow. Flattening first gives smaller code, and so does a
    // second pass.
    let level = format!("-O{}", options.level);
    let passes = ["--flatten", "--rereloop", &level, &level];
    let params = options.params.iter().map(String::as_str);
    optimize(&path, passes.into_iter().chain(params.clone()))?;
    // What that simplified can be flattened and simplified further. The functions stay in their
    // order: sorted by name, similar ones are near each other, which compresses well, but the names
    // are gone now.
    let unsorted = params.filter(|param| *param != "--reorder-functions-by-name");
    optimize(&path, passes.into_iter().chain(unsorted))
}

/// Runs wasm-opt on a module, in place.
fn optimize<'a>(path: &'a str, args: impl Iterator<Item = &'a str>) -> anyhow::Result<()> {
    let args = args.chain(["--low-memory-unused", path, "-o", path]);
    files::run("wasm-opt", args, b"").map(drop)
}

/// Gives imports, exports and their modules the shortest names, in the wasm module and in its
/// JavaScript.
fn shorten_names(js: &str, path: &Path) -> anyhow::Result<String> {
    let wasm = path.display().to_string();
    let module = import_module(&files::read(path)?)?;
    let args = [
        &wasm,
        "--minify-imports-and-exports-and-modules",
        "-o",
        &wasm,
    ];
    let names: Value = serde_json::from_str(&files::run("wasm-opt", args, b"")?)?;
    let short = import_module(&files::read(path)?)?;
    let mut script = renamed(js, &format!("\"{module}\":"), &format!("\"{short}\":"))?;
    for name in list(&names, "imports")? {
        let [_, long, short] = strings(name)?;
        let import = Regex::new(&format!(r"\b{}([:(])", regex::escape(long)))?;
        let found = import.captures(&script).with_context(|| missing(long))?;
        let replacement = format!("{short}{}", &found[1]);
        let range = found.get(0).context("no match")?.range();
        script.replace_range(range, &replacement);
    }
    for name in list(&names, "exports")? {
        let [long, short] = strings(name)?;
        // The others are exported by Rust and not called by the page.
        if !js.contains(&format!(".{long}")) {
            continue;
        }
        let export = Regex::new(&format!(r"\.{}\b", regex::escape(long)))?;
        ensure!(export.is_match(&script), missing(long));
        let short = format!(".{short}");
        script = export
            .replace_all(&script, regex::NoExpand(&short))
            .into_owned();
    }
    Ok(script)
}

/// Minifies the JavaScript: drops comments, long local names and unreachable classes. A page
/// exports nothing.
pub(crate) fn minified(page: Bound) -> anyhow::Result<Bound> {
    let mut pure = page.js;
    for (pattern, replacement) in [
        (r"(?m)^if \(Symbol\.dispose\).*$", ""),
        (
            r"\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{.*\}\s*: new",
            "/* @__PURE__ */ new",
        ),
        (r"(?m)^export class ", "class "),
    ] {
        pure = Regex::new(pattern)?
            .replace_all(&pure, replacement)
            .into_owned();
    }
    let pure = pure.replacen("export { initSync, ", "export { ", 1);
    let args = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=error",
    ];
    Ok(Bound {
        wasm: page.wasm,
        js: files::run("esbuild", args, pure.as_bytes())?,
    })
}

fn renamed(script: &str, long: &str, short: &str) -> anyhow::Result<String> {
    ensure!(script.contains(long), missing(long));
    Ok(script.replacen(long, short, 1))
}

fn missing(name: &str) -> String {
    format!("wasm-bindgen's JavaScript does not contain {name}: check its version")
}

fn exports(wasm: &[u8]) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                names.push(export?.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Returns the name of the module that all imports come from, which is the JavaScript.
fn import_module(wasm: &[u8]) -> anyhow::Result<String> {
    let mut modules = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                modules.insert(import?.module.to_owned());
            }
        }
    }
    match (modules.pop_first(), modules.is_empty()) {
        (Some(module), true) => Ok(module),
        (first, _) => bail!("expected one module of imports, found {first:?} and {modules:?}"),
    }
}

fn list<'a>(names: &'a Value, key: &str) -> anyhow::Result<&'a Vec<Value>> {
    names
        .get(key)
        .and_then(Value::as_array)
        .with_context(|| format!("wasm-opt printed no {key}"))
}

fn strings<const N: usize>(value: &Value) -> anyhow::Result<[&str; N]> {
    let texts: Option<Vec<&str>> = value
        .as_array()
        .and_then(|all| all.iter().map(Value::as_str).collect());
    texts
        .and_then(|texts| texts.try_into().ok())
        .with_context(|| format!("wasm-opt printed {value} where {N} names were expected"))
}
