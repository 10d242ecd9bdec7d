# shellcheck shell=bash
# Implements setup --list and --remove. The manifest lists only what setup installed.

list_installed() {
  if [ ! -s "$MANIFEST" ]; then
    say "Nothing was installed by this script."
    return
  fi
  awk -F '\t' '{ printf "%-17s %-28s %-26s %s\n", $1, $2, $3, $4 }' "$MANIFEST" | sort
}

remove_installed() {
  if [ ! -d "$CACHE" ]; then
    say "Nothing was installed by this script."
    return
  fi
  lock_cache
  local packages targets
  packages=$(recorded apt)
  targets=$(recorded rustup-target)
  remove_std_rlibs
  if [ -n "$(recorded rustup-toolchain)" ]; then rustup toolchain uninstall "$DEBIAN_TOOLCHAIN" 2>/dev/null || true; fi
  rm -rf "$CACHE"
  say "Removed $CACHE and its contents."
  # Other software may use these now, so the user has to remove them.
  if [ -n "$targets" ]; then say "Not removed: the Rust target. To remove it: rustup target remove $targets"; fi
  if [ -n "$packages" ]; then say "Not removed: the system packages. To remove them: apt-get remove $packages"; fi
}
