# shellcheck shell=bash
# Tests a page with a real livekit-server and agents on LiveKit's SDK: in Chromium and Firefox, or
# in the one in E2E_BROWSER. WebKitGTK has no WebRTC.

interop() {
  if [ "${E2E_BROWSER:-}" = webkit ]; then
    say "None in webkit, which has no WebRTC."
    return
  fi
  link
  if needs_livekit "interop tests"; then node_tests "interop tests" interop interop_env chromium firefox; fi
}

# needs_livekit "what": builds and installs what these tests need. If that fails, prints why and
# returns false.
needs_livekit() {
  local before=$FAILED
  open_cache
  installing servers_in_cache || true # reported below
  LIVEKIT_NOW=$(livekit_server "$LIVEKIT_VERSION")
  LIVEKIT_OLD=$(livekit_server "$LIVEKIT_OLD_VERSION")
  if [ -z "$LIVEKIT_NOW" ]; then
    not_run "$1" "install Go to build livekit-server $LIVEKIT_VERSION, or put a livekit-server on PATH"
    return 1
  fi
  if ! installing agents_in_cache; then
    absent "$1" "LiveKit's Python SDK could not be installed, see $LOGS/agents.log"
    return 1
  fi
  [ -n "$LIVEKIT_OLD" ] || not_run "$1 with livekit-server $LIVEKIT_OLD_VERSION" "install Go to build it"
  check "build page e2e" build_e2e_page
  installing check "e2e packages" e2e_packages
  if [ "$FAILED" != "$before" ]; then
    absent "$1" "not run, since a check above failed"
    return 1
  fi
}

servers_in_cache() (lock_cache && livekit_servers)
agents_in_cache() (lock_cache && agents_venv)

interop_env() {
  TEST_ENV=(env E2E_BROWSER="$1" LIVEKIT_SERVER="$LIVEKIT_NOW" LIVEKIT_OLD_SERVER="$LIVEKIT_OLD"
    AGENTS_PYTHON="$AGENTS_VENV/bin/python" E2E_PAGE="$ROOT/dist/e2e")
}

# interop_files "name" BROWSER FILE...
interop_files() {
  local name=$1
  interop_env "$2"
  shift 2
  tests "$name" "${TEST_ENV[@]}" node --test --test-reporter=tap --test-concurrency=1 "$@"
}
