//! Builds the pages of this repository, runs their browser tests and writes generated files.

#[cfg(feature = "pages")]
mod bindgen;
#[cfg(feature = "pages")]
mod files;
#[cfg(feature = "pages")]
mod html;
#[cfg(feature = "pages")]
mod page;
#[cfg(feature = "pages")]
mod prune;
#[cfg(feature = "pages")]
mod shrink;

use std::process::ExitCode;

#[cfg(feature = "pages")]
use page::Pruning;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  page [--no-prune] SOURCE DIST
                              build SOURCE/index.html in release to the folder DIST; keep what the page never
                              uses, as trunk does
  shrink DIST INDEX WASM      shrink the page that trunk built from INDEX to DIST; WASM is the output of wasm-bindgen
  bindgen WASM DIST           run wasm-bindgen on the WASM that cargo built, to the folder DIST
  test-runner WASM [ARG]...   run browser tests; cargo calls this as the runner of its wasm32 target
  wasm-bindgen [ARG]...       wasm-bindgen's own command line, for trunk
  schema                      generate the protobuf code of speko-proto from livekit_subset.proto
  style                       write style/index.css and style/essentials.css from the components' style sheets

The first three need the feature `pages` (`cargo xtask` turns it on), the next two `test-runner`,
`schema` the feature of that name, `style` none.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> anyhow::Result<()> {
    match args {
        #[cfg(feature = "pages")]
        ["page", "--no-prune", source, dist] => {
            page::build(source.as_ref(), dist.as_ref(), Pruning::Off)
        }
        #[cfg(feature = "pages")]
        ["page", source, dist] => page::build(source.as_ref(), dist.as_ref(), Pruning::On),
        #[cfg(feature = "pages")]
        ["shrink", dist, index, wasm] => {
            page::shrink_built(dist.as_ref(), index.as_ref(), wasm.as_ref())
        }
        #[cfg(feature = "pages")]
        ["bindgen", wasm, dist] => bindgen::write(wasm.as_ref(), dist.as_ref()),
        #[cfg(feature = "test-runner")]
        ["test-runner", rest @ ..] => {
            let args = std::iter::once("test-runner").chain(rest.iter().copied());
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)
        }
        #[cfg(feature = "test-runner")]
        ["wasm-bindgen", rest @ ..] => {
            let args = std::iter::once("wasm-bindgen").chain(rest.iter().copied());
            wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        }
        #[cfg(feature = "schema")]
        ["schema"] => Ok(std::fs::write(
            xtask::schema::TARGET,
            xtask::schema::generate(),
        )?),
        ["style"] => xtask::style::write(),
        _ => anyhow::bail!("{HELP}"),
    }
}
