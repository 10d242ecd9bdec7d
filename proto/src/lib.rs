//! Generates `src/livekit/proto.rs` from `livekit_subset.proto`. A crate of its own, so that it runs also when the
//! core does not compile with the types that it has.
#![allow(
    clippy::expect_used,
    reason = "a tool for developers: it stops where it cannot go on"
)]

use std::path::Path;

pub use protox::prost_reflect::prost_types::FileDescriptorSet;

const HEADER: &str = "\
//! LiveKit's messages, generated from `proto/livekit_subset.proto` by `cargo run -p livekit-subset`.
#![allow(missing_docs, clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]

";

/// The schema, parsed.
pub fn schema() -> FileDescriptorSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    protox::compile([folder.join("livekit_subset.proto")], [folder]).expect("the schema compiles")
}

/// The Rust code that it makes.
pub fn generate() -> String {
    let out = std::env::temp_dir().join(format!("livekit-subset-{}", std::process::id()));
    std::fs::create_dir_all(&out).expect("a temporary folder");
    prost_build::Config::new()
        .out_dir(&out)
        .compile_fds(schema())
        .expect("prost generates");
    let code = std::fs::read_to_string(out.join("livekit.rs")).expect("one package, one file");
    std::fs::remove_dir_all(&out).expect("the folder is ours");
    HEADER.to_owned() + &code
}
