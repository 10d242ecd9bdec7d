//! Builds a page as `trunk build --release` does, and shrinks it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::bindgen::{self, Bound};
use crate::files::{self, read, read_text, short_hash, write};
use crate::html::{Index, with_integrity};
use crate::prune::LINK_ARG;
use crate::shrink::{bind_pruned, minified, minified_css, shrink};

/// Whether what the page never uses is removed. Trunk cannot do it.
#[derive(Clone, Copy)]
pub(crate) enum Pruning {
    On,
    Off,
}

/// Builds `source/index.html` and the files that it declares, to `dist`. Does nothing if `dist` is
/// up to date.
pub(crate) fn build(source: &Path, dist: &Path, pruning: Pruning) -> anyhow::Result<()> {
    let html = read_text(&source.join("index.html"))?;
    let index = Index::parse(&html)?;
    let package = Package::find(source)?;
    let wasm = package.build(&index.profile, pruning)?;

    let mut css = Vec::new();
    for href in &index.css {
        css.push((href, read(&source.join(href))?));
    }
    let (module, builder) = (read(&wasm)?, read(&std::env::current_exe()?)?);
    let mut inputs: Vec<&[u8]> = vec![&module, &builder, html.as_bytes()];
    inputs.extend(css.iter().map(|(_, css)| css.as_slice()));
    let stamp = short_hash(&inputs);
    let stamp_file = package
        .target
        .join("pages")
        .join(short_hash(&[dist.as_os_str().as_encoded_bytes()]));
    if dist.join("index.html").is_file()
        && std::fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp)
    {
        return Ok(());
    }

    if dist.exists() {
        std::fs::remove_dir_all(dist)?;
    }
    std::fs::create_dir_all(dist)?;
    let page = match pruning {
        Pruning::On => bind_pruned(&module, &package.name)?,
        Pruning::Off => minified(bindgen::bind(module, &package.name)?)?,
    };
    let page = shrink(&page, &index.wasm_opt)?;
    let name = format!(
        "{}-{}",
        package.name,
        short_hash(&[&page.wasm, page.js.as_bytes()])
    );
    let (js, wasm) = (format!("{name}.js"), format!("{name}_bg.wasm"));
    write(&dist.join(&wasm), &page.wasm)?;
    write(&dist.join(&js), &page.js)?;
    let mut sheets = Vec::new();
    for (href, css) in css {
        let small = minified_css(&css)?;
        let stem = Path::new(href)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .context("a style sheet has no name")?;
        let name = format!("{stem}-{}.css", short_hash(&[small.as_bytes()]));
        write(&dist.join(&name), &small)?;
        sheets.push((name, files::integrity(small.as_bytes())));
    }
    write(&dist.join("index.html"), index.built(&js, &wasm, &sheets)?)?;
    std::fs::create_dir_all(package.target.join("pages"))?;
    write(&stamp_file, &stamp)
}

/// Shrinks a page that trunk built, in place. File names stay the same, and the integrity digests
/// in the page are updated.
pub(crate) fn shrink_built(dist: &Path, index: &Path, wasm: &Path) -> anyhow::Result<()> {
    let options = Index::parse(&read_text(index)?)?.wasm_opt;
    let page = dist.join("index.html");
    let mut html = read_text(&page)?;
    let mut replace = |path: &Path, bytes: &[u8]| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .context("a file has no name")?;
        html = with_integrity(&html, name, &files::integrity(bytes))?;
        write(path, bytes)
    };
    let names: Vec<PathBuf> = std::fs::read_dir(dist)?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    let ends_with = |end: &'static str| {
        names
            .iter()
            .filter(move |path| path.to_string_lossy().ends_with(end))
    };
    for path in ends_with(".css") {
        replace(path, minified_css(&read(path)?)?.as_bytes())?;
    }
    let built = ends_with("_bg.wasm")
        .next()
        .with_context(|| format!("{}: no module", dist.display()))?;
    ensure!(
        ends_with("_bg.wasm").count() == 1,
        "{}: more than one module",
        dist.display()
    );
    let glue = PathBuf::from(built.to_string_lossy().replace("_bg.wasm", ".js"));
    let bound = minified(Bound {
        wasm: read(wasm)?,
        js: read_text(&glue)?,
    })?;
    let small = shrink(&bound, &options)?;
    replace(built, &small.wasm)?;
    replace(&glue, small.js.as_bytes())?;
    write(&page, html)
}

/// The cargo package of a page.
struct Package {
    name: String,
    manifest: PathBuf,
    target: PathBuf,
}

impl Package {
    fn find(source: &Path) -> anyhow::Result<Self> {
        let manifest = source
            .join("Cargo.toml")
            .canonicalize()
            .with_context(|| format!("{} has no Cargo.toml", source.display()))?;
        let output = Command::new(cargo())
            .args([
                "metadata",
                "--no-deps",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(&manifest)
            .output()?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let packages = metadata
            .get("packages")
            .and_then(Value::as_array)
            .context("cargo metadata has no packages")?;
        let package = packages
            .iter()
            .find(|package| {
                text(package, "manifest_path").is_some_and(|path| Path::new(&path) == manifest)
            })
            .with_context(|| {
                format!("{} is not a package of this workspace", manifest.display())
            })?;
        Ok(Self {
            name: text(package, "name").context("the package has no name")?,
            target: text(&metadata, "target_directory")
                .context("cargo metadata has no target_directory")?
                .into(),
            manifest,
        })
    }

    /// Builds the package's binary for wasm32 and returns its path.
    fn build(&self, profile: &str, pruning: Pruning) -> anyhow::Result<PathBuf> {
        let mut cargo = Command::new(cargo());
        cargo.args([
            "rustc",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            profile,
            "--manifest-path",
        ]);
        cargo.arg(&self.manifest);
        // CI builds exactly what was committed.
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            cargo.arg("--locked");
        }
        cargo.args(["--bin", &self.name]);
        if let Pruning::On = pruning {
            cargo.args(["--", LINK_ARG]);
        }
        ensure!(
            cargo.status()?.success(),
            "cargo could not build {}",
            self.name
        );
        let folder = if profile == "dev" { "debug" } else { profile };
        Ok(self
            .target
            .join("wasm32-unknown-unknown")
            .join(folder)
            .join(format!("{}.wasm", self.name)))
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
