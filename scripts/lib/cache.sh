# shellcheck shell=bash
# The cache folder, shared by all clones of the user, and the manifest of what was installed.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/leptos-speko
LOGS=$CACHE/logs
MANIFEST=$CACHE/manifest.tsv # kind, name, version, where

open_cache() {
  mkdir -p "$CACHE/bin" "$LOGS"
  touch "$MANIFEST"
}

# Holds the lock until this shell exits (descriptor 9). Python has flock on every system; the shell
# command exists on Linux only.
lock_cache() {
  exec 9>"$CACHE/lock"
  take_lock LOCK_NB 2>/dev/null && return
  say "Another setup is running; waiting for it ..."
  take_lock LOCK_EX
}

take_lock() {
  python3 -c "import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.$1)"
}

# record KIND NAME VERSION WHERE
record() {
  forget "$1" "$2"
  printf '%s\t%s\t%s\t%s\n' "$@" >>"$MANIFEST"
}

forget() {
  awk -F '\t' -v kind="$1" -v name="$2" '!($1 == kind && $2 == name)' "$MANIFEST" >"$MANIFEST.new"
  mv "$MANIFEST.new" "$MANIFEST"
}

# recorded KIND: prints the names of that kind on one line
recorded() {
  [ -f "$MANIFEST" ] || return 0
  awk -F '\t' -v kind="$1" '$1 == kind { printf "%s%s", sep, $2; sep = " " }' "$MANIFEST"
}
