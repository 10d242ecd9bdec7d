# shellcheck shell=bash
# wasm-bindgen tests in a real Chromium: the modules `browser` of the integration tests.

browser() {
  browser_tests "browser tests of speko-client" -p speko-client --features s2s
  browser_tests "browser tests of leptos-speko" -p leptos-speko --features csr,s2s
}

browser_tests() {
  local name=$1 profiles
  shift
  check "build ${name}" cargo test "$@" "${LOCKED[@]}" --target "$WASM" --test it --no-run
  # The runner kills its drivers, and each leaves a browser's profile of 19 MB behind.
  profiles=$(mktemp -d)
  # The limit is the whole binary's; each test has one of its own (tests/it/browser/support).
  tests "$name" env -u GECKODRIVER -u SAFARIDRIVER -u CHROMEDRIVER_REMOTE -u GECKODRIVER_REMOTE -u SAFARIDRIVER_REMOTE TMPDIR="$profiles" WASM_BINDGEN_TEST_TIMEOUT=600 WASM_BINDGEN_TEST_WEBDRIVER_JSON="$ROOT/webdriver.json" \
    cargo test "$@" "${LOCKED[@]}" --target "$WASM" --no-fail-fast --test it
  rm -rf "$profiles"
}
