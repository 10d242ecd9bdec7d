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
  local name=$1
  shift
  tests "$name" env WASM_BINDGEN_TEST_TIMEOUT=120 WASM_BINDGEN_TEST_WEBDRIVER_JSON="$ROOT/webdriver.json" \
    cargo test "$@" "${LOCKED[@]}" --target "$WASM" --no-fail-fast --test 'browser_*'
}
