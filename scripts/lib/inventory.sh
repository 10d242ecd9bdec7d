# shellcheck shell=bash
# setup --list and setup --remove. Only what setup itself installed is in the manifest.

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
  say "Removed $CACHE and what it held."
  # Others on this machine may use these by now, so they are for you to remove.
  if [ -n "$targets" ]; then say "Left: the Rust target. To remove it: rustup target remove $targets"; fi
  if [ -n "$packages" ]; then say "Left: the system packages. To remove them: apt-get remove $packages"; fi
}
