# shellcheck shell=bash
# wasm-bindgen tests in a real Chromium: the integration tests named browser_*.

browser() {
  if compgen -G "tests/browser_*.rs" >/dev/null; then
    browser_tests "browser tests of speko-client" -p speko-client --features s2s
  else
    absent "browser tests of speko-client" "no tests/browser_*.rs"
  fi
  if compgen -G "components/tests/browser_*.rs" >/dev/null; then
    browser_tests "browser tests of leptos-speko" -p leptos-speko --features csr,s2s
  fi
}

browser_tests() {
  local name=$1 profiles
  shift
  # The runner kills its drivers, and each leaves a browser's profile of 19 MB behind.
  profiles=$(mktemp -d)
  tests "$name" env TMPDIR="$profiles" WASM_BINDGEN_TEST_TIMEOUT=120 WASM_BINDGEN_TEST_WEBDRIVER_JSON="$ROOT/webdriver.json" \
    cargo test "$@" "${LOCKED[@]}" --target "$WASM" --no-fail-fast --test 'browser_*'
  rm -rf "$profiles"
}
