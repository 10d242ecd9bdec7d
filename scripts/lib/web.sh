# shellcheck shell=bash
# Builds the pages and the development server for demo, size and the end-to-end tests.

# CI builds exactly what was committed.
LOCKED=()
if [ "${CI:-}" = true ]; then LOCKED=(--locked); fi

# build_page NAME: builds examples/NAME to dist/NAME in release
build_page() { xtask page "examples/$1" "dist/$1"; }

# build_bench_page NAME: builds bench/pages/NAME to dist/bench/NAME, like the examples
build_bench_page() { xtask page "bench/pages/$1" "dist/bench/$1"; }

# Builds e2e/page, the page for the tests with a real LiveKit server, to dist/e2e.
build_e2e_page() { xtask page e2e/page dist/e2e; }

# trunk_page SOURCE DESTINATION: builds the page with trunk, as app authors do, then shrinks it
trunk_page() {
  # --offline keeps trunk from downloading tools and cargo from downloading crates, so fetch these
  # first.
  cargo fetch "${LOCKED[@]}" &&
    trunk_wasm_bindgen &&
    # trunk reads NO_COLOR as a flag of its own and rejects the usual value of 1.
    env -u NO_COLOR PATH="$ROOT/target/tools/trunk:$PATH" trunk build --release --offline=true "${LOCKED[@]}" --dist "$2" "$1/index.html" &&
    xtask shrink "$2" "$1/index.html" "$(target_dir)/wasm-bindgen/release/$(page_package "$1")_bg.wasm"
}

# Offline, trunk uses the wasm-bindgen on PATH. This one has the version from Cargo.lock.
trunk_wasm_bindgen() {
  mkdir -p target/tools/trunk
  printf '#!/bin/sh\nexec "%s" wasm-bindgen "$@"\n' "$ROOT/target/tools/xtask" >target/tools/trunk/wasm-bindgen
  chmod +x target/tools/trunk/wasm-bindgen
}

# Builds the development server in release, as it is measured.
build_dev_server() {
  cargo build --release -p speko-dev-server "${LOCKED[@]}"
}

# Builds the development server for the demo. A development build takes half the time.
build_demo_server() {
  cargo build -p speko-dev-server "${LOCKED[@]}"
}

# Builds the server of examples/ssr, and its browser part to dist/ssr/pkg. Only a development build
# reports hydration mismatches.
build_ssr() {
  cargo build -p voice-ssr --features ssr "${LOCKED[@]}" &&
    build_ssr_page
}

build_ssr_page() {
  cargo build -p voice-ssr --lib --features hydrate --target wasm32-unknown-unknown "${LOCKED[@]}" &&
    xtask bindgen "$(target_dir)/wasm32-unknown-unknown/debug/voice_ssr.wasm" dist/ssr/pkg
}

target_dir() {
  cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])'
}

# page_package SOURCE: prints the name of its package
page_package() { sed -n 's/^name = "\(.*\)"/\1/p' "$1/Cargo.toml" | head -n 1; }

# Prints the folders that contain a page.
page_sources() {
  local index
  for index in examples/*/index.html bench/pages/*/index.html e2e/page/index.html; do
    if [ -f "$index" ] && [ -f "${index%index.html}Cargo.toml" ]; then echo "${index%/index.html}"; fi
  done
}

# Prints the packages that are pages, which build for wasm only.
page_packages() {
  local source
  while read -r source; do page_package "$source"; done < <(page_sources)
}
