//! Generates `proto/src/livekit/wire/generated.rs` from `livekit_subset.proto`. It does not depend
//! on that crate, so that it also runs when the crate does not compile.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a developer tool may panic"
)]

mod code;

use std::path::Path;

pub use protox::prost_reflect::prost_types::FileDescriptorSet;

const HEADER: &str = "\
//! LiveKit messages, generated from `livekit_subset.proto` by `cargo run -p xtask --features schema -- schema`.
#![allow(missing_docs, unused_variables, clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::codec::{self, Malformed};

";

/// The file that the generated code is written to.
pub const TARGET: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../proto/src/livekit/wire/generated.rs"
);

/// Returns the parsed schema.
pub fn schema() -> FileDescriptorSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto/src/livekit/wire");
    protox::compile([folder.join("livekit_subset.proto")], [&folder]).expect("the schema compiles")
}

/// Returns the generated Rust code.
pub fn generate() -> String {
    schema()
        .file
        .iter()
        .fold(HEADER.to_owned(), |code, file| code + &code::of(file))
}
