# shellcheck shell=bash
# Provides the wasm32 target for cargo's toolchain: already present, from rustup, or from Debian.

WASM=wasm32-unknown-unknown

wasm_target() {
  if [ "${RUSTUP_TOOLCHAIN:-}" = "$DEBIAN_TOOLCHAIN" ]; then
    debian_std_current && return
  else
    has_wasm_std && return
    wasm_from_rustup && return
  fi
  wasm_from_debian
}

has_wasm_std() {
  compgen -G "$(rustc --print target-libdir --target "$WASM" 2>/dev/null)/libstd-*.rlib" >/dev/null
}

wasm_from_rustup() {
  has rustup || return 1
  say "Adding the $WASM target with rustup (a few seconds) ..."
  # If its server is unreachable, rustup would retry for minutes.
  if RUSTUP_MAX_RETRIES=0 limited 90 rustup target add "$WASM" >"$LOGS/rustup.log" 2>&1 && builds_wasm; then
    record rustup-target "$WASM" "$(rustc --version | cut -d ' ' -f 2)" "$(rustc --print sysroot)"
    return
  fi
  say "  rustup could not install it (see $LOGS/rustup.log)."
  return 1
}

# An installed target may still fail to link. Builds a small program with std and LTO, like the
# pages.
builds_wasm() (
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  echo '#[unsafe(no_mangle)] pub extern "C" fn len(n: usize) -> usize { vec![1u8; n].len() }' >"$dir/tiny.rs"
  rustc --edition 2024 --crate-type cdylib --target "$WASM" -O -C lto -o "$dir/tiny.wasm" "$dir/tiny.rs" \
    >"$LOGS/tiny-wasm.log" 2>&1 && [ -s "$dir/tiny.wasm" ]
)
