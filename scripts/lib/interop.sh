# shellcheck shell=bash
# A page against a real livekit-server, with agents on LiveKit's own SDK: in both browsers, or in the one that BROWSER names.

interop() {
  local before=$FAILED server old files=(e2e/interop/*.test.mjs)
  link
  open_cache
  (lock_cache && livekit_servers) || true # what is missing then is said below
  server=$(livekit_server "$LIVEKIT_VERSION")
  old=$(livekit_server "$LIVEKIT_OLD_VERSION")
  if [ -z "$server" ]; then
    not_run "interop tests" "neither Go to build livekit-server $LIVEKIT_VERSION nor a livekit-server on PATH"
    return
  fi
  if ! (lock_cache && agents_venv); then
    not_run "interop tests" "LiveKit's Python SDK could not be installed, see $LOGS/agents.log"
    return
  fi
  [ -n "$old" ] || not_run "interop tests with livekit-server $LIVEKIT_OLD_VERSION" "no Go to build it"
  check "build page e2e" build_e2e_page
  check "e2e packages" e2e_packages
  if [ "$FAILED" != "$before" ]; then
    absent "interop tests" "not run, what they need did not build"
  else
    case ${BROWSER:-both} in
    both)
      interop_in chromium
      interop_in firefox
      ;;
    chromium | firefox) interop_in "$BROWSER" ;;
    *) absent "interop tests" "BROWSER is '$BROWSER': chromium or firefox" ;;
    esac
  fi
}

interop_in() {
  if [ "$1" = firefox ]; then
    if [ -z "${FIREFOX:-}" ]; then
      not_run "interop tests in firefox" "install Firefox"
      return
    fi
    # The link between namespaces is Chromium's alone: it is driven over a pipe there.
    local files=()
    for file in e2e/interop/*.test.mjs; do [ "$file" = e2e/interop/network.test.mjs ] || files+=("$file"); done
  fi
  tests "interop tests in $1" env BROWSER="$1" LIVEKIT_SERVER="$server" LIVEKIT_OLD_SERVER="$old" \
    AGENTS_PYTHON="$AGENTS_VENV/bin/python" E2E_PAGE="$ROOT/dist/e2e" \
    node --test --test-reporter=tap --test-concurrency=1 "${files[@]}"
}
