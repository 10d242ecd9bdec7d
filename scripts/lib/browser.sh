# shellcheck shell=bash
# Runs the wasm-bindgen tests in a real Chromium: the `browser` modules of the integration tests.

# Both crates are built in one selection, so that their dependencies have the same features and are
# compiled once.
browser() {
  local profiles all=(-p speko-client -p leptos-speko --features leptos-speko/csr,leptos-speko/realtime "${LOCKED[@]}" --target "$WASM" --test it)
  check "build browser tests" cargo test "${all[@]}" --no-run
  # The runner kills its drivers, and each leaves a browser profile of 19 MB.
  profiles=$(mktemp -d)
  # The first limit applies to a test binary; each test has its own, in tests/it/browser/support.
  # The second is for the start of chromedriver. Both allow for a busy CPU.
  tests "browser tests" env -u GECKODRIVER -u SAFARIDRIVER -u CHROMEDRIVER_REMOTE -u GECKODRIVER_REMOTE -u SAFARIDRIVER_REMOTE \
    TMPDIR="$profiles" WASM_BINDGEN_TEST_TIMEOUT=1800 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=120 \
    WASM_BINDGEN_TEST_WEBDRIVER_JSON="$ROOT/webdriver.json" \
    cargo test "${all[@]}" --no-fail-fast
  rm -rf "$profiles"
}
