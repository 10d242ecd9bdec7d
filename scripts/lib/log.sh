# shellcheck shell=bash
# Output for the user: one line per step, its progress, and the end of its log if it fails.

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# step LOG "what (about how long)" COMMAND...
step() {
  local log=$LOGS/$1.log what=$2 start=$SECONDS job watcher traps status=0
  shift 2
  say "$what ..."
  # Ctrl-C does not reach background processes of a script, so the trap ends their process group.
  # CARGO_TERM_PROGRESS_* write cargo's progress bar to the log, where `progress` reads the number
  # of crates.
  set -m
  CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 "$@" >"$log" 2>&1 9>&- </dev/null &
  job=$!
  set +m
  progress "$log" "$start" 9>&- &
  watcher=$!
  traps=$(trap -p INT TERM HUP)
  # shellcheck disable=SC2064 # the processes of this step
  trap "kill -- -$job 2>/dev/null; kill $watcher 2>/dev/null; exit 130" INT TERM HUP
  wait "$job" || status=$?
  trap - INT TERM HUP
  eval "$traps"
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  if [ -t 1 ]; then printf '\r\033[K'; fi
  if [ "$status" = 0 ]; then
    say "  done in $((SECONDS - start)) s"
  else
    say "  failed after $((SECONDS - start)) s. The end of $log:" >&2
    tr '\r' '\n' <"$log" | grep -v '^ *Building \[' | tail -n 30 >&2
    return 1
  fi
}

# progress LOG START: prints the elapsed time and the number of compiled crates until it is killed.
# In a terminal it updates one line each second, elsewhere it prints a line every 15 seconds.
progress() {
  local log=$1 start=$2 every=15 crates line
  if [ -t 1 ]; then every=1; fi
  while sleep "$every"; do
    crates=$(tail -c 4000 "$log" | tr '\r' '\n' | grep -oE '\] [0-9]+/[0-9]+' | tail -n 1 | tr -d ' ]')
    line="  $((SECONDS - start)) s${crates:+, ${crates%/*} of ${crates#*/} crates compiled}"
    if [ -t 1 ]; then printf '\r\033[K%s' "$line"; else say "$line"; fi
  done
}

# limited SECONDS COMMAND...: runs it with a time limit. Without one on macOS, which has no
# timeout(1).
limited() {
  if command -v timeout >/dev/null; then
    timeout -k 10 "$@"
  else
    shift
    "$@"
  fi
}
