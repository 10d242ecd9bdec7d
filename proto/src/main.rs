//! Writes `src/livekit/proto.rs`.
#![allow(clippy::expect_used, reason = "a developer tool may panic")]

fn main() {
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/livekit/proto.rs");
    std::fs::write(target, livekit_subset::generate()).expect("the tree is writable");
}
