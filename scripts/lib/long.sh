# shellcheck shell=bash
# ./scripts/test long: checks that are slow, wait in real time, or need a tool that takes minutes to
# compile. A part takes at most an hour on 2 cores. Its line in the table says which changes to run
# it for.

LONG_PARTS=(waits network servers browsers pages cycles models fuzz msrv deny actionlint)
ACTIONLINT_VERSION=1.7.12
CARGO_DENY_VERSION=0.20.2
MSRV_TOOLCHAIN=1.90
FUZZ_SECONDS=240 # for each target

list_long() {
  cat <<'TABLE'
waits       end-to-end tests with real waiting times, in all browsers: reconnecting, timers, suspended pages
network     calls over a link with outages of 1 to 45 s, packet loss and changes: reconnecting, ICE, data channels
servers     every case of the older livekit-server, in both browsers: joining, wire format
browsers    all end-to-end and interop tests in Firefox, and in WebKit those without WebRTC, also those that should not depend on the engine
pages       every page built and shrunk with trunk, compared with xtask's: xtask, index.html, Cargo profiles
cycles      200 calls in one page leak nothing: drivers, components
models      20,000 random runs of each simulated browser, user and server: state machines, microphone
fuzz        coverage-guided fuzzing of all decoders: wire formats, state machines
msrv        the published crates with Rust 1.90: dependencies, language features
deny        licences, bans, sources and advisories of the dependencies: Cargo.lock
actionlint  the workflows: .github
TABLE
}

# choose_long [PART]...: sets `parts` to the functions of these parts
choose_long() {
  local part
  if [ "${1:-}" = --list ]; then
    list_long
    exit
  fi
  [ $# != 0 ] || set -- "${LONG_PARTS[@]}"
  parts=()
  for part in "$@"; do
    [[ " ${LONG_PARTS[*]} " == *" $part "* ]] || die "There is no long part '$part'. Parts: ${LONG_PARTS[*]}"
    parts+=("long_$part")
  done
}

# WebKit has no test that waits in real time.
long_waits() { LONG=1 ONLY_LONG=1 e2e chromium firefox; }

long_network() {
  link
  if needs_livekit "long network"; then
    LONG=1 interop_files "long network in chromium" chromium e2e/interop/network.test.mjs
  fi
}

long_servers() {
  local browser
  if ! needs_livekit "long servers"; then return; fi
  choose_browsers "long servers" chromium firefox
  for browser in "${BROWSERS[@]}"; do
    LONG=1 E2E_ALL=1 interop_files "long servers in $browser" "$browser" e2e/interop/versions.test.mjs
  done
}

long_browsers() {
  E2E_BROWSER=firefox E2E_ALL=1 e2e
  E2E_BROWSER=webkit E2E_ALL=1 e2e
  E2E_BROWSER=firefox E2E_ALL=1 interop
}

long_pages() {
  local source
  open_cache
  if ! installing trunk_in_cache; then
    not_run "pages with trunk" "trunk $TRUNK_VERSION could not be installed"
    return
  fi
  while read -r source; do
    check "build $source with xtask" xtask page --no-prune "$source" "dist/pages/xtask/$source"
    check "build $source with trunk" trunk_page "$source" "dist/pages/trunk/$source"
    check "both builds of $source have the same module" same_module "$source"
  done < <(page_sources)
}

trunk_in_cache() (lock_cache && trunk_tool)

same_module() {
  cmp dist/pages/xtask/"$1"/*_bg.wasm dist/pages/trunk/"$1"/*_bg.wasm
}

long_cycles() { check "200 calls leak nothing" ./bench/run --only cycles --out "$TEST_LOGS/cycles.md"; }

long_models() {
  check "20,000 random runs of each model" env MODEL_RUNS=20000 cargo test "${LOCKED[@]}" -p speko-proto --features realtime --test it model::
}

long_fuzz() {
  open_cache
  if installing fuzz_in_cache; then
    check "fuzzing, $FUZZ_SECONDS s a target" ./scripts/fuzz "$FUZZ_SECONDS"
  else
    not_run "fuzzing" "cargo-fuzz $CARGO_FUZZ_VERSION could not be installed"
  fi
}

fuzz_in_cache() (lock_cache && cargo_fuzz_tool)

long_msrv() {
  local cargo=(cargo "+$MSRV_TOOLCHAIN") crates=(-p speko-proto -p speko-client -p leptos-speko)
  if ! has rustup || ! rustup toolchain install "$MSRV_TOOLCHAIN" --profile minimal --target "$WASM" >"$TEST_LOGS/msrv-toolchain.log" 2>&1; then
    not_run "Rust $MSRV_TOOLCHAIN" "rustup cannot install it"
    return
  fi
  check "Rust $MSRV_TOOLCHAIN host" env CARGO_TARGET_DIR=target/msrv "${cargo[@]}" check --locked "${crates[@]}" --features leptos-speko/ssr,leptos-speko/realtime
  check "Rust $MSRV_TOOLCHAIN wasm" env CARGO_TARGET_DIR=target/msrv "${cargo[@]}" check --locked "${crates[@]}" --features leptos-speko/csr,leptos-speko/realtime --target "$WASM"
}

long_deny() {
  open_cache
  if ! installing deny_in_cache; then
    not_run "cargo deny" "cargo-deny $CARGO_DENY_VERSION could not be installed"
    return
  fi
  check "licences, bans and sources" cargo deny --locked --workspace --all-features check licenses bans sources
  # The advisory database is a Git repository, which not every machine can reach.
  if limited 30 git ls-remote -q https://github.com/RustSec/advisory-db HEAD >/dev/null 2>&1; then
    check "advisories" cargo deny --locked --workspace --all-features check advisories
  else
    not_run "advisories" "the advisory database cannot be reached"
  fi
}

deny_in_cache() (
  lock_cache
  is_version "$CARGO_DENY_VERSION" cargo-deny || cargo_tool cargo-deny "$CARGO_DENY_VERSION" "about 8 minutes"
)

long_actionlint() {
  if ! has go; then
    not_run "actionlint" "install Go to build it"
    return
  fi
  open_cache
  if ! installing actionlint_in_cache; then
    not_run "actionlint" "actionlint $ACTIONLINT_VERSION could not be installed"
    return
  fi
  check "actionlint" actionlint
}

actionlint_in_cache() (
  lock_cache
  is_version "v$ACTIONLINT_VERSION" actionlint && exit
  step actionlint "Building actionlint $ACTIONLINT_VERSION with Go (about 20 seconds)" \
    env GOBIN="$CACHE/bin" go install "github.com/rhysd/actionlint/cmd/actionlint@v$ACTIONLINT_VERSION" &&
    record go actionlint "$ACTIONLINT_VERSION" "$CACHE/bin"
)
