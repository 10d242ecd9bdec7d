# shellcheck shell=bash
# Everything that needs no browser. Each combination of features and target is compiled once: by clippy, or by the tests.

# The selection of packages and features for all of the host: dependencies build once, whatever of it is asked for.
host_selection() {
  local package
  WORKSPACE=(--workspace "${LOCKED[@]}")
  PAGES=()
  while read -r package; do
    PAGES+=(-p "$package")
    WORKSPACE+=(--exclude "$package")
  done < <(page_packages)
  HOST=("${WORKSPACE[@]}" --features "leptos-speko/ssr leptos-speko/s2s voice-ssr/ssr")
}

native() {
  local strict=(-- -D warnings) wasm=(--target "$WASM" "${LOCKED[@]}") crates=(-p speko-client -p leptos-speko)
  host_selection

  check "Cargo.lock fits the manifests" cargo metadata --locked --format-version 1
  check "README shows examples/minimal" python3 scripts/lib/readme-example.py
  check "docs/contract.md names a test for every promise" python3 scripts/lib/contract.py
  check "fmt" cargo fmt --all --check -- --color never

  # `--examples` where there are none: cargo then unites the features of the dependencies as for tests, and what the check
  # before has compiled is used again.
  check "clippy host" cargo clippy "${HOST[@]}" --all-targets "${strict[@]}"
  check "clippy host without s2s" cargo clippy "${WORKSPACE[@]}" --features "leptos-speko/ssr voice-ssr/ssr" --lib --bins --examples "${strict[@]}"
  check "clippy host without features" cargo clippy "${WORKSPACE[@]}" --exclude voice-ssr --lib --bins --examples "${strict[@]}"
  check "clippy wasm csr s2s" cargo clippy "${wasm[@]}" "${crates[@]}" "${PAGES[@]}" \
    --features leptos-speko/csr,leptos-speko/s2s --lib --bins --test it "${strict[@]}"
  check "clippy wasm csr" cargo clippy "${wasm[@]}" "${crates[@]}" -p minimal --features leptos-speko/csr --lib --bins --test it "${strict[@]}"
  check "clippy wasm csr s2s without webrtc" cargo clippy "${wasm[@]}" "${crates[@]}" -p speech --no-default-features \
    --features leptos-speko/csr,leptos-speko/s2s --lib --bins --examples "${strict[@]}"
  # These two with no more of web-sys than the crates ask for themselves.
  check "clippy wasm hydrate" cargo clippy "${wasm[@]}" -p leptos-speko -p voice-ssr --features voice-ssr/hydrate --lib "${strict[@]}"
  check "clippy wasm speko-client without features" cargo clippy "${wasm[@]}" -p speko-client --lib "${strict[@]}"
  # In the cache, where its dependencies are compiled already.
  check "clippy xtask" cargo clippy --target-dir "$CACHE/xtask" --locked --profile xtask -p xtask --features pages,test-runner --all-targets "${strict[@]}"

  # Building is a step of its own, so that the times of the tests are theirs.
  check "build native tests" cargo test "${HOST[@]}" --no-run
  pages_built
  tests "native tests" native_tests
  tests "native doc tests" cargo test "${HOST[@]}" --no-fail-fast --doc
  tests "xtask tests" cargo test --target-dir "$CACHE/xtask" --locked --profile xtask -p xtask --features pages,test-runner
}

# The documentation of what is published, for the host and for wasm.
docs() {
  local doc=(env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib --examples)
  host_selection
  check "docs host" "${doc[@]}" "${HOST[@]}"
  check "docs wasm" "${doc[@]}" -p speko-client -p leptos-speko "${PAGES[@]}" --features leptos-speko/csr,leptos-speko/s2s "${LOCKED[@]}" --target "$WASM"
}

# A stable test harness reports times only where the variable of unstable features is set: for the tests alone, since
# cargo and build scripts would take it for a reason to build again.
native_tests() {
  local host
  host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
  env "CARGO_TARGET_${host}_RUNNER=env RUSTC_BOOTSTRAP=1" \
    cargo test "${HOST[@]}" --no-fail-fast --lib --bins --tests -- -Z unstable-options --report-time
}
