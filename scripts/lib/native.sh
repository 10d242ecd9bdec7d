# shellcheck shell=bash
# Runs everything that needs no browser. Each combination of features and target is compiled once,
# by clippy or by the tests.

# Selects packages and features for all host builds, so that dependencies are compiled only once.
host_selection() {
  local package
  WORKSPACE=(--workspace "${LOCKED[@]}")
  PAGES=()
  while read -r package; do
    PAGES+=(-p "$package")
    WORKSPACE+=(--exclude "$package")
  done < <(page_packages)
  HOST=("${WORKSPACE[@]}" --features "leptos-speko/ssr leptos-speko/realtime voice-ssr/ssr")
}

native() {
  local strict=(-- -D warnings) wasm=(--target "$WASM" "${LOCKED[@]}") crates=(-p speko-proto -p speko-client -p leptos-speko)
  host_selection

  check "Cargo.lock fits the manifests" cargo metadata --locked --format-version 1
  check "README shows examples/minimal" python3 scripts/lib/readme-example.py
  check "docs/contract.md names a test for every statement" python3 scripts/lib/contract.py
  check "language of documents and comments" python3 scripts/lib/language.py
  check "no circle of imports spans folders" python3 scripts/lib/circles.py
  check "fmt" cargo fmt --all --check -- --color never

  # `--examples`, although there are none: cargo then unifies the features of the dependencies as it
  # does for tests, and reuses what the previous check compiled.
  check "clippy host" cargo clippy "${HOST[@]}" --all-targets "${strict[@]}"
  check "clippy host without realtime" cargo clippy "${WORKSPACE[@]}" --features "leptos-speko/ssr voice-ssr/ssr" --lib --bins --examples "${strict[@]}"
  check "clippy host without features" cargo clippy "${WORKSPACE[@]}" --exclude voice-ssr --lib --bins --examples "${strict[@]}"
  check "clippy wasm csr realtime" cargo clippy "${wasm[@]}" "${crates[@]}" "${PAGES[@]}" \
    --features leptos-speko/csr,leptos-speko/realtime --lib --bins --test it "${strict[@]}"
  check "clippy wasm csr" cargo clippy "${wasm[@]}" "${crates[@]}" -p minimal --features leptos-speko/csr --lib --bins --test it "${strict[@]}"
  check "clippy wasm csr realtime without webrtc" cargo clippy "${wasm[@]}" "${crates[@]}" -p speech --no-default-features \
    --features leptos-speko/csr,leptos-speko/realtime --lib --bins --examples "${strict[@]}"
  # These two enable no more of web-sys than the crates request themselves.
  check "clippy wasm hydrate" cargo clippy "${wasm[@]}" -p leptos-speko -p voice-ssr --features voice-ssr/hydrate --lib "${strict[@]}"
  check "clippy wasm speko-client without features" cargo clippy "${wasm[@]}" -p speko-client --lib "${strict[@]}"
  # In the cache, where its dependencies are already compiled.
  check "clippy xtask" cargo clippy --target-dir "$CACHE/xtask" --locked --profile xtask -p xtask --features pages,test-runner --all-targets "${strict[@]}"

  # Built in a separate step, so that the measured times are those of the tests.
  check "build native tests" cargo test "${HOST[@]}" --no-run
  pages_built
  tests "native tests" native_tests
  tests "native doc tests" cargo test "${HOST[@]}" --no-fail-fast --doc
  tests "xtask tests" cargo test --target-dir "$CACHE/xtask" --locked --profile xtask -p xtask --features pages,test-runner
}

# Documents the published crates, for the host and for wasm.
docs() {
  local doc=(env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib --examples)
  host_selection
  check "docs host" "${doc[@]}" "${HOST[@]}"
  check "docs wasm" "${doc[@]}" -p speko-proto -p speko-client -p leptos-speko "${PAGES[@]}" --features leptos-speko/csr,leptos-speko/realtime "${LOCKED[@]}" --target "$WASM"
}

# A stable test harness reports times only if RUSTC_BOOTSTRAP is set. It is set for the tests alone,
# because cargo and build scripts would rebuild if it changed.
native_tests() {
  local host
  host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
  env "CARGO_TARGET_${host}_RUNNER=env RUSTC_BOOTSTRAP=1" \
    cargo test "${HOST[@]}" --no-fail-fast --lib --bins --tests -- -Z unstable-options --report-time
}
