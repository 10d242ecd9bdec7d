//! Generates `src/livekit/proto.rs` from `livekit_subset.proto`. A crate of its own, so that it
//! also runs when the core does not compile with the generated types.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a developer tool may panic"
)]

mod code;

use std::path::Path;

pub use protox::prost_reflect::prost_types::FileDescriptorSet;

const HEADER: &str = "\
//! LiveKit messages, generated from `proto/livekit_subset.proto` by `cargo run -p livekit-subset`.
#![allow(missing_docs, unused_variables, clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::protobuf;
pub use super::protobuf::Malformed;

";

/// Returns the parsed schema.
pub fn schema() -> FileDescriptorSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    protox::compile([folder.join("livekit_subset.proto")], [folder]).expect("the schema compiles")
}

/// Returns the generated Rust code.
pub fn generate() -> String {
    schema()
        .file
        .iter()
        .fold(HEADER.to_owned(), |code, file| code + &code::of(file))
}
