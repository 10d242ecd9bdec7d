# shellcheck shell=bash
# Everything that needs no browser.

native() {
  local package strict=(-- -D warnings) pages=() without_pages=() browser_tests=()
  while read -r package; do
    pages+=(-p "$package")
    without_pages+=(--exclude "$package")
  done < <(page_packages)
  if compgen -G "tests/browser_*.rs" >/dev/null || compgen -G "components/tests/browser_*.rs" >/dev/null; then
    browser_tests=(--test 'browser_*')
  fi
  # One choice of packages and features for all of the host, so that dependencies build once.
  local host=(--workspace "${without_pages[@]}" --features leptos-speko/ssr,leptos-speko/s2s "${LOCKED[@]}")
  local wasm=(--target "$WASM" "${LOCKED[@]}")
  local crates=(-p speko-client -p leptos-speko)

  check "Cargo.lock fits the manifests" cargo metadata --locked --format-version 1
  check "Cargo.lock and the installed wasm-bindgen agree" same_wasm_bindgen
  check "README shows examples/minimal" python3 scripts/lib/readme-example.py
  check "docs/contract.md names a test for every promise" python3 scripts/lib/contract.py
  check "fmt" cargo fmt --all --check -- --color never

  check "clippy host" cargo clippy "${host[@]}" --all-targets "${strict[@]}"
  check "clippy wasm csr" cargo clippy "${wasm[@]}" "${crates[@]}" "${pages[@]}" \
    --features leptos-speko/csr,leptos-speko/s2s --lib --bins "${browser_tests[@]}" "${strict[@]}"
  check "clippy examples/ssr" cargo clippy -p voice-ssr --features ssr --all-targets "${LOCKED[@]}" "${strict[@]}"
  check "clippy wasm examples/ssr" cargo clippy -p voice-ssr --features hydrate --lib "${wasm[@]}" "${strict[@]}"
  check "clippy wasm hydrate" cargo clippy "${wasm[@]}" -p leptos-speko --features hydrate --lib "${strict[@]}"

  check "leptos-speko alone" cargo check -p leptos-speko "${LOCKED[@]}"
  check "leptos-speko ssr" cargo check -p leptos-speko --features ssr "${LOCKED[@]}"
  check "leptos-speko csr s2s" cargo clippy -p leptos-speko --features csr,s2s "${wasm[@]}" --lib "${strict[@]}"
  check "leptos-speko csr s2s alone" cargo clippy -p leptos-speko --no-default-features --features csr,s2s "${wasm[@]}" --lib "${strict[@]}"
  check "clippy wasm speko-client without features" cargo clippy -p speko-client "${wasm[@]}" --lib "${strict[@]}"
  check "leptos-speko csr" cargo check -p leptos-speko --features csr "${wasm[@]}"
  check "leptos-speko hydrate" cargo check -p leptos-speko --features hydrate "${wasm[@]}"

  check "docs host" env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps "${crates[@]}" --features leptos-speko/ssr,leptos-speko/s2s "${LOCKED[@]}"
  check "docs wasm" env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps "${crates[@]}" --features leptos-speko/csr,leptos-speko/s2s "${wasm[@]}"

  tests "native tests" cargo test "${host[@]}" --no-fail-fast
}

same_wasm_bindgen() {
  echo "Cargo.lock: $(locked_wasm_bindgen), installed: $(wasm-bindgen --version)"
  [ "wasm-bindgen $(locked_wasm_bindgen)" = "$(wasm-bindgen --version)" ]
}
