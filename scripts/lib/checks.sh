# shellcheck shell=bash
# Runs single checks and test runners, and counts their results.

PASSED=0
FAILED=0
RUNNING=
AHEAD=
LIMIT=3000 # seconds for one command: a hung browser must not hold up the rest
STALLS=0
MAX_STALLS=3

# check "name" COMMAND...: a check that passes or fails
check() {
  attempt "$@"
  if [ "$STATUS" = 0 ]; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)); fi
  report "$STATUS" "$1"
}

# tests "name" COMMAND...: a test runner, which prints how many tests passed and failed
tests() {
  local passed failed
  attempt "$@"
  read -r passed failed < <(count_results <"$LOG")
  # A runner that fails without a failed test, or that runs no test, counts as one failure.
  if [ "$failed" = 0 ] && { [ "$STATUS" != 0 ] || [ "$passed" = 0 ]; }; then failed=1; fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  STALLS=$((STALLS + $(grep -c '# machine stalled: ' "$LOG")))
  report "$failed" "$1 ($passed passed, $failed failed)"
}

# absent "name" "why": counts a check that could not run as a failure
absent() {
  FAILED=$((FAILED + 1))
  printf 'FAILED    0 s  %s: %s\n' "$1" "$2"
}

# not_run "name" "why": skips a check that needs what this machine may lack, and fails it in CI
not_run() {
  if [ "${CI:-}" = true ]; then
    absent "$@"
  else
    printf 'NOT RUN        %s: %s\n' "$1" "$2"
  fi
}

attempt() {
  LOG=$TEST_LOGS/${LOG_PREFIX:-}${1//[^a-z0-9A-Z.]/-}.log
  local start=$SECONDS name=$1
  shift
  # timeout(1) cannot call a function, and macOS does not have it.
  local limit=()
  if ! declare -F "$1" >/dev/null && command -v timeout >/dev/null; then limit=(timeout -k 10 "$LIMIT"); fi
  # In its own process group, so that an interruption also ends browsers and servers.
  set -m
  "${limit[@]}" "$@" >"$LOG" 2>&1 </dev/null &
  RUNNING=$!
  set +m
  wait "$RUNNING"
  STATUS=$?
  TOOK=$((SECONDS - start))
  record_step "$TOOK" "$name"
  echo "$LOG" >>"$LOGS_READ"
}

# report FAILED "line"
report() {
  if [ "$1" = 0 ]; then
    printf 'ok     %4d s  %s\n' "$TOOK" "$2"
  else
    printf 'FAILED %4d s  %s\n' "$TOOK" "$2"
    blame
  fi
}

blame() {
  grep -E '^ *not ok |^test .* \.\.\. FAIL' "$LOG" | sed 's/^ */    /'
  # Shows the error first: before it, a linker prints its command of many thousand characters.
  grep -E '^error|fatal error:|ld: |ld terminated|No space left' "$LOG" | tail -n 20 | cut -c 1-300 | sed 's/^/    /'
  printf '    The end of %s (%s GB free):\n' "$LOG" "$(free_space)"
  tail -n 40 "$LOG" | cut -c 1-300 | sed 's/^/    | /'
}

# Prints the free space in GB where builds write. With a full disk the linker fails, with a message
# that does not mention the disk.
free_space() { df -Pk "$ROOT" | awk 'NR == 2 { printf "%d", $4 / 1048576 }'; }
# What a complete run in a fresh clone takes, with a margin.
NEEDS_SPACE=12
enough_space() { [ $(($(free_space) + $(du -sk "$ROOT/target" | awk '{ printf "%d", $1 / 1048576 }'))) -ge "$NEEDS_SPACE" ]; }

# Sums the lines of cargo test and wasm-bindgen-test, one per test binary. Of node, the last summary
# of each run counts.
count_results() {
  awk '
    /^test result: / {
      for (i = 2; i <= NF; i++) {
        if ($i == "passed;") passed += $(i - 1)
        if ($i == "failed;") failed += $(i - 1)
      }
    }
    /^(#|ℹ) (pass|fail|cancelled) [0-9]+$/ { node[$2] = $3 }
    END { print passed + node["pass"], failed + node["fail"] + node["cancelled"] }
  '
}

interrupted() {
  if [ -n "$RUNNING" ]; then kill -- "-$RUNNING" 2>/dev/null; fi
  if [ -n "$AHEAD" ]; then kill -- "-$AHEAD" 2>/dev/null; fi
  exit 130
}

total() {
  report_timing
  # An audio window during which the machine stalled the test is measured again. With more than a
  # few of them, the machine is too busy for the other results to be meaningful.
  if [ "$STALLS" != 0 ]; then say "$STALLS windows of audio were measured again because the machine stalled (at most $MAX_STALLS are allowed)."; fi
  if [ "$STALLS" -gt "$MAX_STALLS" ]; then FAILED=$((FAILED + 1)); fi
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" = 0 ] && [ "$PASSED" != 0 ]
}
