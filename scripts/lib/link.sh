# shellcheck shell=bash
# Tests the network emulation (bench/net/link.py) that bench/ runs calls over.

link() {
  local why
  if why=$(python3 bench/net/link.py </dev/null); then
    tests "link tests" node --test --test-reporter=tap bench/net/link.test.mjs
  elif [[ $why == *'"cannot"'* ]]; then
    not_run "link tests" "$(sed -n 's/.*"cannot": "\(.*\)".*/\1/p' <<<"$why")"
  else
    absent "link tests" "bench/net/link.py failed"
  fi
}
