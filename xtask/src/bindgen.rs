//! Runs wasm-bindgen as a library, in the version from Cargo.lock.

use std::path::Path;

use anyhow::{Context, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// A module and the JavaScript that loads it.
pub(crate) struct Bound {
    pub(crate) wasm: Vec<u8>,
    pub(crate) js: String,
}

/// Runs wasm-bindgen on a module. `name` is the base name of its files.
pub(crate) fn bind(wasm: Vec<u8>, name: &str) -> anyhow::Result<Bound> {
    let mut bindgen = generator(name)?;
    let mut output = bindgen.input_bytes(name, wasm).generate_output()?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "{name}: JavaScript snippets are not supported: inline them with web-sys"
    );
    let js = output.js().to_owned();
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { wasm, js })
}

/// Runs wasm-bindgen and writes its output to `dist`, as its command line does.
pub(crate) fn write(wasm: &Path, dist: &Path) -> anyhow::Result<()> {
    let name = wasm
        .file_stem()
        .and_then(|stem| stem.to_str())
        .context("WASM is not a file name")?;
    generator(name)?.input_path(wasm).generate(dist)
}

fn generator(name: &str) -> anyhow::Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    bindgen.out_name(name).typescript(false).web(true)?;
    Ok(bindgen)
}
