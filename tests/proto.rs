//! The protobuf subset: generated code up to date, and the same on the wire as LiveKit's full schema.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::path::Path;

const GENERATED: &str = "src/livekit/proto.rs";

/// What `proto/livekit_subset.proto` generates, with our header.
fn generate() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = protox::compile(
        [root.join("proto/livekit_subset.proto")],
        [root.join("proto")],
    )
    .expect("the schema compiles");
    let out = tempdir();
    prost_build::Config::new()
        .out_dir(&out)
        .btree_map(["."])
        .compile_fds(files)
        .expect("prost generates");
    let code = std::fs::read_to_string(out.join("livekit.rs")).expect("one package, one file");
    std::fs::remove_dir_all(&out).expect("the folder is ours");
    format!(
        "//! LiveKit's messages, generated from `proto/livekit_subset.proto` by `UPDATE=1 cargo test --test proto`.\n\
         #![allow(missing_docs, clippy::all)]\n#![cfg_attr(rustfmt, rustfmt_skip)]\n\n{code}"
    )
}

fn tempdir() -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("speko-proto-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a temporary folder");
    dir
}

#[test]
fn generated_code_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GENERATED);
    let fresh = generate();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the tree is writable");
    }
    let present = std::fs::read_to_string(&path).expect("the generated file exists");
    assert!(
        present == fresh,
        "{GENERATED} is stale: run `UPDATE=1 cargo test --test proto`"
    );
}
