# shellcheck shell=bash
# The page builder of this checkout, wasm-opt and esbuild. The long checks also use trunk and other
# cargo tools.

# is_version WANTED COMMAND...: whether its --version prints exactly that version as a word
is_version() {
  local wanted=$1
  shift
  has "$1" && "$@" --version 2>/dev/null | tr -s ' ' '\n' | grep -Fxq "$wanted"
}

# xtask_tool FEATURES: builds xtask. Its dependencies are cached, and every clone uses them.
xtask_tool() {
  local features=$1 tool=$ROOT/target/tools/xtask
  # Keep an existing test runner, or `demo` and `test` would replace each other's builds.
  if [ -f "$tool.test-runner" ]; then features=pages,test-runner; fi
  if ! [ -x "$tool" ] || ! build_xtask "$features" --offline >"$LOGS/xtask.log" 2>&1; then
    step xtask "Building the page builder (about 2 minutes the first time)" build_xtask "$features" || exit 1
  fi
  case $features in *test-runner*) touch "$tool.test-runner" ;; esac
}

build_xtask() {
  local features=$1
  shift
  cargo build --manifest-path "$ROOT/Cargo.toml" --locked --profile xtask -p xtask --features "$features" --target-dir "$CACHE/xtask" "$@" 9>&- &&
    mkdir -p "$ROOT/target/tools" &&
    { cmp -s "$CACHE/xtask/xtask/xtask" "$ROOT/target/tools/xtask" || install "$CACHE/xtask/xtask/xtask" "$ROOT/target/tools/xtask"; }
}

trunk_tool() {
  is_version "$TRUNK_VERSION" trunk ||
    cargo_tool trunk "$TRUNK_VERSION" "about 8 minutes"
}

cargo_fuzz_tool() {
  has cargo-fuzz || cargo_tool cargo-fuzz "$CARGO_FUZZ_VERSION" "about 2 minutes"
}

# cargo_tool CRATE VERSION "how long"
cargo_tool() {
  step "$1" "Installing $1 $2 with cargo ($3)" cargo_install "$1" "$2" || exit 1
  record cargo "$1" "$2" "$CACHE/bin"
}

# Use the crate's own lock file. If the registry lacks one of its versions, use the newest
# compatible ones.
cargo_install() (
  cd "$CACHE" || exit
  CARGO_TARGET_DIR=$(mktemp -d)
  export CARGO_TARGET_DIR
  # The crates' own profiles select slow, optimized builds. They double the build time without
  # benefit.
  export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
  trap 'rm -rf "$CARGO_TARGET_DIR"' EXIT
  cargo install --locked --root "$CACHE" "$1" --version "=$2" ||
    cargo install --root "$CACHE" "$1" --version "=$2"
)

wasm_opt_tool() {
  local tool
  for tool in wasm-opt wasm-metadce; do
    npm_holds binaryen "$BINARYEN_VERSION" $tool || is_version "${BINARYEN_VERSION%%.*}" $tool ||
      npm_tool binaryen "$BINARYEN_VERSION" $tool
  done
}

esbuild_tool() {
  npm_holds esbuild "$ESBUILD_VERSION" esbuild || npm_tool esbuild "$ESBUILD_VERSION" esbuild
}

# npm_holds PACKAGE VERSION COMMAND: whether it is installed in the cache
npm_holds() {
  [ -x "$CACHE/bin/$3" ] && grep -Fq "\"version\": \"$2\"" "$CACHE/npm/node_modules/$1/package.json" 2>/dev/null
}

# npm_tool PACKAGE VERSION COMMAND
npm_tool() {
  step "$1" "Installing $3 ($1 $2) with npm (a few seconds)" npm_install "$1" "$2" "$3" || exit 1
  record npm "$1" "$2" "$CACHE/npm"
}

npm_install() {
  mkdir -p "$CACHE/npm"
  [ -f "$CACHE/npm/package.json" ] || echo '{ "private": true }' >"$CACHE/npm/package.json"
  npm install --prefix "$CACHE/npm" --save-exact --ignore-scripts --no-audit --no-fund "$1@$2" &&
    ln -sfn "../npm/node_modules/.bin/$3" "$CACHE/bin/$3" &&
    "$CACHE/bin/$3" --version
}
