# shellcheck shell=bash
# Time measurement: tools and checks separately, the ten slowest steps and the ten slowest tests.

TOOLS_TOOK=0

start_timing() {
  STEPS=$TEST_LOGS/steps.tsv # seconds, name
  LOGS_READ=$TEST_LOGS/logs.txt
  : >"$STEPS"
  : >"$LOGS_READ"
}

# tool_time SECONDS: adds to the time spent installing tools
tool_time() { TOOLS_TOOK=$((TOOLS_TOOK + $1)); }

# installing COMMAND...: runs it and adds its duration to the time of the tools
installing() {
  local start=$SECONDS status=0
  "$@" || status=$?
  tool_time $((SECONDS - start))
  return "$status"
}

record_step() { printf '%s\t%s\n' "$1" "$2" >>"$STEPS"; }

report_timing() {
  [ -s "$STEPS" ] || return 0
  say "The slowest steps:"
  sort -rn "$STEPS" | head -n 10 | awk -F '\t' '{ printf "%8d s  %s\n", $1, $2 }'
  local slowest
  slowest=$(test_times | sort -rn | head -n 10)
  if [ -n "$slowest" ]; then
    say "The slowest tests:"
    awk -F '\t' '{ printf "%8.1f s  %s (%s)\n", $1, $2, $3 }' <<<"$slowest"
  fi
  say "Installing tools took $((TOOLS_TOOK / 60)) min $((TOOLS_TOOK % 60)) s, the checks $(((SECONDS - TOOLS_TOOK) / 60)) min $(((SECONDS - TOOLS_TOOK) % 60)) s."
}

# Prints seconds, name and step of each test that reports its duration.
test_times() {
  local log
  while read -r log; do
    awk -v step="$(basename "$log" .log)" '
      /^test .* \.\.\. ok <[0-9.]+s>$/ {
        seconds = $NF; gsub(/[<>s]/, "", seconds)
        name = $0; sub(/^test /, "", name); sub(/ \.\.\. ok <.*/, "", name)
        print seconds "\t" name "\t" step
      }
      # A test of node: its name, then its duration two lines later. Indented lines are subtests.
      /^(not )?ok [0-9]+ - / { name = $0; sub(/^(not )?ok [0-9]+ - /, "", name); next }
      /^  duration_ms: / && name != "" { print $2 / 1000 "\t" name "\t" step; name = "" }
    ' "$log"
  done <"$LOGS_READ"
}
