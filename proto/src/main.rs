//! Writes `src/livekit/proto.rs`.
#![allow(
    clippy::expect_used,
    reason = "a tool for developers: it stops where it cannot go on"
)]

fn main() {
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/livekit/proto.rs");
    std::fs::write(target, livekit_subset::generate()).expect("the tree is writable");
}
