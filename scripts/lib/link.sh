# shellcheck shell=bash
# The link with which bench/ measures what a network does to a call.

link() {
  local why
  if why=$(python3 bench/net/link.py </dev/null); then
    tests "link tests" node --test --test-reporter=tap bench/net/link.test.mjs
  else
    not_run "link tests" "$(sed -n 's/.*"cannot": "\(.*\)".*/\1/p' <<<"$why" | grep . || echo "it failed")"
  fi
}
