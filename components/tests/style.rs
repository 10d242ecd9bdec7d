//! `style/index.css` is the other two in one: pages load one file, and trunk does not follow `@import`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

#[test]
fn index_is_tokens_and_components() {
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let read = |name: &str| fs::read_to_string(style.join(name)).unwrap();
    let wanted = read("tokens.css") + &read("components.css");
    if std::env::var_os("UPDATE_STYLE").is_some() {
        fs::write(style.join("index.css"), &wanted).unwrap();
    }
    assert!(
        read("index.css") == wanted,
        "run UPDATE_STYLE=1 cargo test -p leptos-speko --test style"
    );
}

#[test]
fn every_rule_yields_to_the_apps_own() {
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let css = fs::read_to_string(style.join("components.css")).unwrap();
    for line in css.lines().filter(|line| line.contains("[data-slot")) {
        assert!(line.trim_start().starts_with(":where("), "{line}");
    }
}
