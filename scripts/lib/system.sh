# shellcheck shell=bash
# System dependencies: probed, and installed with apt where permitted.

on_debian() { [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }
may_install() { on_debian && [ "$(id -u)" = 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# at_least FOUND WANTED: compares dotted versions
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_languages() {
  python3 -c '' 2>/dev/null || die "Install python3, then run this again."
  has cargo || die "Install Rust $CARGO_MIN or later with rustup, then run this again."
  at_least "$(cargo --version | cut -d ' ' -f 2)" "$CARGO_MIN" ||
    die "cargo is $(cargo --version | cut -d ' ' -f 2): install $CARGO_MIN or later (rustup update stable), then run this again."
  { has node && has npm; } || die "Install Node.js $NODE_MIN or later with npm, then run this again."
  at_least "$(node --version | tr -d v)" "$NODE_MIN" ||
    die "Node.js is $(node --version): install $NODE_MIN or later, then run this again."
}

# Called after the wasm32 target is installed, which may have changed the toolchain.
check_components() {
  { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 ||
    die "Install rustfmt and clippy (\`rustup component add rustfmt clippy\`), then run this again."
}

# Each line is a dependency: its Debian packages, then a probe for it. Pages and the development
# server need `build_needs`. Browsers and audio also need `test_needs`.
build_needs() {
  cat <<'TABLE'
build-essential|has cc && has make
pkg-config|has pkg-config
libssl-dev|pkg-config --exists openssl
TABLE
}

test_needs() {
  cat <<'TABLE'
chromium chromium-sandbox fonts-liberation|test -n "${CHROME:-}"
chromium-driver|test -n "${CHROMEDRIVER:-}"
firefox-esr|test -n "${FIREFOX:-}" || ! may_install
webkit2gtk-driver xvfb|{ test -n "${WEBKITDRIVER:-}" && has Xvfb; } || ! may_install
pulseaudio|[ "$(uname)" != Linux ] || has pulseaudio
espeak-ng|has espeak-ng
sox|has sox
TABLE
}

# missing_packages: prints the packages whose probe fails, of the table on standard input
missing_packages() {
  local packages probe
  while IFS='|' read -r packages probe; do
    eval "$probe" >/dev/null 2>&1 || printf '%s ' "$packages"
  done
}

# system_packages NEEDS...: installs what is missing from these functions' tables
system_packages() {
  local missing
  missing=$(for needs in "$@"; do "$needs"; done | missing_packages)
  [ -z "$missing" ] && return
  may_install || die "Install these Debian packages or their equivalents, then run this again: ${missing% }$(as_root_hint)."
  # shellcheck disable=SC2086 # a list of words
  apt_install system-packages "Installing ${missing% } with apt (about 30 seconds)" $missing
}

as_root_hint() { if on_debian; then printf ' (as root, this script installs them itself)'; fi; }

# apt_install LOG "what" PACKAGE...
apt_install() {
  local log=$1 what=$2 package
  shift 2
  step "$log" "$what" apt_get_install "$@" || exit 1
  for package in "$@"; do
    record apt "$package" "$(dpkg-query -W -f '${Version}' "$package")" /usr
  done
}

apt_get_install() {
  apt-get update
  # --no-remove fails instead of removing packages from the machine.
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-remove --no-install-recommends "$@"
}
