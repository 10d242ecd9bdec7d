# shellcheck shell=bash
# What a person sees: one line a step, the log only where something fails.

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# step LOG "what (about how long)" COMMAND...
step() {
  local log=$LOGS/$1.log what=$2 start=$SECONDS
  shift 2
  say "$what ..."
  if "$@" >"$log" 2>&1 9>&-; then
    say "  done in $((SECONDS - start)) s"
  else
    say "  failed after $((SECONDS - start)) s. The end of $log:" >&2
    tail -n 30 "$log" >&2
    return 1
  fi
}

# limited SECONDS COMMAND...: macOS has no timeout(1), there the command runs without a limit.
limited() {
  if command -v timeout >/dev/null; then
    timeout -k 10 "$@"
  else
    shift
    "$@"
  fi
}
