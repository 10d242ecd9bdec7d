# shellcheck shell=bash
# The built pages and the real backend, driven in real browsers: in both, or in the one that BROWSER names.

e2e() {
  local before=$FAILED files=(e2e/tests/*.test.mjs)
  check "build page minimal" build_page minimal
  check "build page speech" build_page speech
  check "build page demo" build_page demo
  check "build backend" build_backend
  check "build examples/ssr" build_ssr
  check "e2e packages" e2e_packages
  if [ "$FAILED" != "$before" ]; then
    absent "e2e tests" "not run, what they need did not build"
  elif [ ! -f "${files[0]}" ]; then
    absent "e2e tests" "no e2e/tests/*.test.mjs"
  else
    case ${BROWSER:-both} in
    both)
      e2e_in chromium
      e2e_in firefox
      ;;
    chromium | firefox) e2e_in "$BROWSER" ;;
    *) absent "e2e tests" "BROWSER is '$BROWSER': chromium or firefox" ;;
    esac
  fi
  check "bytes of the minimal pages" node scripts/lib/size.mjs --gate
}

e2e_in() {
  local shots=$ROOT/e2e/screenshots
  if [ "$1" = firefox ]; then
    shots=$shots/firefox
    if [ -z "${FIREFOX:-}" ]; then
      not_run "e2e tests in firefox" "install Firefox"
      return
    fi
  fi
  mkdir -p "$shots"
  tests "e2e tests in $1" env BROWSER="$1" BACKEND="$(target_dir)/release/speko-backend" \
    PAGE="$ROOT/dist/demo" MINIMAL_PAGE="$ROOT/dist/minimal" SPEECH_PAGE="$ROOT/dist/speech" \
    SSR="$(target_dir)/debug/voice-ssr" SSR_PKG="$ROOT/dist/ssr/pkg" SCREENSHOTS="$shots" \
    node --test --test-reporter=tap --test-concurrency=1 "${files[@]}"
}

# npm writes its own lock into node_modules at the end of each install: older than ours means out of date.
e2e_packages() {
  [ e2e/node_modules/.package-lock.json -nt e2e/package-lock.json ] ||
    PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix e2e --no-audit --no-fund
}
