#!/usr/bin/env bash
# Installs on a bare debian:12, as root, what scripts/setup expects: git, Python, Node.js and Rust.
#   .github/bootstrap.sh        for pages, servers and browser tests
#   .github/bootstrap.sh go     Go as well, which builds livekit-server and actionlint
# The CI containers and .devcontainer/Dockerfile share it. What is installed already is kept.
set -euo pipefail

# Debian 12 has Node.js 18, Go 1.19 and Rust 1.63, all too old.
NODE_VERSION=24.19.0
GO_VERSION=1.26.7 # livekit-server 1.13.5 needs 1.26
RUSTUP_VERSION=1.29.0

case $(dpkg --print-architecture) in
amd64)
  node_arch=x64
  go_arch=amd64
  go_sha256=ffb5f8de10c62550dfddab66b36b57030721e0a44a3218e9e1181d7b59f121ca
  rust_host=x86_64-unknown-linux-gnu
  rustup_sha256=4acc9acc76d5079515b46346a485974457b5a79893cfb01112423c89aeb5aa10
  ;;
arm64)
  node_arch=arm64
  go_arch=arm64
  go_sha256=5a4ec883379d51ee9ce1040d5e87f8d35e20387574dd8c947feb01eabc3c1b37
  rust_host=aarch64-unknown-linux-gnu
  rustup_sha256=9732d6c5e2a098d3521fca8145d826ae0aaa067ef2385ead08e6feac88fa5792
  ;;
*)
  echo "No Node.js, Go and Rust are pinned for $(dpkg --print-architecture)." >&2
  exit 1
  ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# download URL FILE [SHA256]
download() {
  curl --proto '=https' --tlsv1.2 -fsSL --retry 5 -o "$work/$2" "$1"
  if [ $# = 3 ]; then echo "$3  $work/$2" | sha256sum --check --quiet; fi
}

install_packages() {
  local packages=(ca-certificates curl git iproute2 libatomic1 python3 python3-venv xz-utils zstd)
  dpkg -s "${packages[@]}" >/dev/null 2>&1 && return
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
}

# The checksum comes from the same server: it detects a broken download; TLS covers the rest.
install_node() {
  local archive=node-v$NODE_VERSION-linux-$node_arch.tar.xz
  command -v node >/dev/null && return
  download "https://nodejs.org/dist/v$NODE_VERSION/$archive" "$archive"
  download "https://nodejs.org/dist/v$NODE_VERSION/SHASUMS256.txt" SHASUMS256.txt
  (cd "$work" && grep " $archive\$" SHASUMS256.txt | sha256sum --check --quiet)
  tar -xJf "$work/$archive" -C /usr/local --strip-components=1 --no-same-owner \
    --exclude='*/CHANGELOG.md' --exclude='*/LICENSE' --exclude='*/README.md'
}

install_go() {
  command -v go >/dev/null && return
  download "https://dl.google.com/go/go$GO_VERSION.linux-$go_arch.tar.gz" go.tar.gz "$go_sha256"
  tar -xzf "$work/go.tar.gz" -C /usr/local --no-same-owner
  ln -s /usr/local/go/bin/go /usr/local/go/bin/gofmt /usr/local/bin/
}

# RUSTUP_TOOLCHAIN, where it is set, names the toolchain of all cargo calls: beta, for example.
install_rust() {
  local bin=${CARGO_HOME:-$HOME/.cargo}/bin
  if [ ! -x "$bin/rustup" ]; then
    download "https://static.rust-lang.org/rustup/archive/$RUSTUP_VERSION/$rust_host/rustup-init" rustup-init "$rustup_sha256"
    chmod +x "$work/rustup-init"
    (cd / && env -u RUSTUP_TOOLCHAIN "$work/rustup-init" -y --no-modify-path --profile minimal --default-toolchain "${RUSTUP_TOOLCHAIN:-stable}" \
      --component clippy,rustfmt --target wasm32-unknown-unknown)
  fi
  if [ -n "${GITHUB_PATH:-}" ]; then echo "$bin" >>"$GITHUB_PATH"; fi
}

# In a container job the checkout belongs to another user.
trust_checkout() {
  if [ -n "${GITHUB_WORKSPACE:-}" ]; then git config --global --add safe.directory "$GITHUB_WORKSPACE"; fi
}

install_packages
trust_checkout
install_node
if [ "${1:-}" = go ]; then install_go; fi
install_rust
