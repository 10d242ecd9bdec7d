# shellcheck shell=bash
# Installs Debian's Rust and builds std for wasm32 once, for machines that reach Debian's packages
# but not rustup's server.

DEBIAN_TOOLCHAIN=debian
DEBIAN_RUST=(rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22)

wasm_from_debian() {
  may_install ||
    die "Install Rust's $WASM target (\`rustup target add $WASM\`), then run this again."
  if ! dpkg -s "${DEBIAN_RUST[@]}" >/dev/null 2>&1; then
    apt_install debian-rust "Installing Debian's Rust with apt (about 20 seconds)" "${DEBIAN_RUST[@]}"
  fi
  ln -sfn "$(command -v wasm-ld-22)" "$CACHE/bin/rust-lld"
  debian_std_current ||
    step wasm-std "Building the standard library for $WASM (about 40 seconds)" build_debian_std || exit 1
  record std-rlibs "$WASM" "$(debian_rustc_version)" "$(debian_libdir)"
  if has rustup; then
    rustup toolchain link $DEBIAN_TOOLCHAIN /usr || exit 1
    record rustup-toolchain $DEBIAN_TOOLCHAIN "$(debian_rustc_version)" /usr
  fi
  # scripts/env reads this, so that every later cargo call uses the same compiler for host and wasm.
  echo $DEBIAN_TOOLCHAIN >"$CACHE/toolchain"
  export RUSTUP_TOOLCHAIN=$DEBIAN_TOOLCHAIN
  builds_wasm || die "Debian's Rust does not build for $WASM: see $LOGS/tiny-wasm.log."
}

debian_rustc_version() { /usr/bin/rustc --version | cut -d ' ' -f 2; }
debian_libdir() { /usr/bin/rustc --print target-libdir --target "$WASM"; }

# Path of the list of copied rlibs, which starts with the compiler version. An upgraded compiler
# cannot read old rlibs.
std_list() { echo "$(debian_libdir)/leptos-speko.list"; }

debian_std_current() {
  [ -x /usr/bin/rustc ] && [ "$(head -n 1 "$(std_list)" 2>/dev/null)" = "$(debian_rustc_version)" ]
}

build_debian_std() (
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  cd "$dir" || exit
  mkdir src
  touch src/lib.rs
  printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n' >Cargo.toml
  # LTO needs the bitcode. RUSTC_BOOTSTRAP makes a stable compiler accept -Z.
  PATH=$CACHE/bin:$PATH CARGO_TARGET_DIR=$dir/target RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
    /usr/bin/cargo build -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test --target "$WASM" --release || exit
  remove_std_rlibs
  mkdir -p "$(debian_libdir)"
  for rlib in target/"$WASM"/release/deps/*.rlib; do
    case $rlib in */libnothing-*) continue ;; esac
    cp "$rlib" "$(debian_libdir)/" || exit
    echo "${rlib##*/}" >>copied
  done
  { debian_rustc_version && cat copied; } >"$(std_list)"
)

remove_std_rlibs() {
  [ -x /usr/bin/rustc ] && [ -f "$(std_list)" ] || return 0
  local rlib
  while read -r rlib; do rm -f "$(debian_libdir)/$rlib"; done < <(tail -n +2 "$(std_list)")
  rm "$(std_list)"
}
