# shellcheck shell=bash
# The built pages and the real backend, driven in real browsers: in both, or in the one that E2E_BROWSER names.

# Builds the pages in the background while `native` compiles: its last crates leave a core idle, and the pages have a
# profile and so a lock of their own. What fails here is built again, and reported, by its own check.
pages_ahead() {
  set -m
  {
    build_page minimal && build_page speech && build_page demo && build_e2e_page
  } >"$TEST_LOGS/pages-ahead.log" 2>&1 </dev/null &
  AHEAD=$!
  set +m
}

# Before the first test: tests have the machine for themselves.
pages_built() {
  if [ -n "$AHEAD" ]; then wait "$AHEAD"; fi
  AHEAD=
}

e2e() {
  local before=$FAILED
  host_selection
  check "build page minimal" build_page minimal
  check "build page speech" build_page speech
  check "build page demo" build_page demo
  # Those of the native tests, and `--examples` for their features (see native.sh): nothing is left to compile after them.
  check "build backend and the server of examples/ssr" cargo build "${HOST[@]}" --bins --examples
  check "build the page of examples/ssr" build_ssr_page
  installing check "e2e packages" e2e_packages
  check "the tables of e2e/README.md are the code's" node e2e/lib/list.mjs check
  if [ "$FAILED" != "$before" ]; then
    absent "e2e tests" "not run, what they need did not build"
  else
    in_browsers "e2e tests" e2e_in
  fi
  check "bytes of the minimal pages" node scripts/lib/size.mjs --gate
}

# in_browsers "what" FUNCTION: calls it with the name of each browser that is asked for and present.
in_browsers() {
  local name
  case ${E2E_BROWSER:-both} in
  both | chromium | firefox) ;;
  *)
    absent "$1" "E2E_BROWSER is '$E2E_BROWSER': chromium or firefox"
    return
    ;;
  esac
  for name in chromium firefox; do
    if [ "${E2E_BROWSER:-both}" != both ] && [ "$E2E_BROWSER" != "$name" ]; then continue; fi
    if [ "$name" = firefox ] && [ -z "${FIREFOX:-}" ]; then
      not_run "$1 in firefox" "install Firefox"
    else
      "$2" "$name"
    fi
  done
}

e2e_in() {
  local shots=$ROOT/e2e/screenshots
  if [ "$1" = firefox ]; then shots=$shots/firefox; fi
  mkdir -p "$shots"
  node_tests "e2e tests in $1" tests env E2E_BROWSER="$1" BACKEND="$(target_dir)/debug/speko-backend" \
    PAGE="$ROOT/dist/demo" MINIMAL_PAGE="$ROOT/dist/minimal" SPEECH_PAGE="$ROOT/dist/speech" \
    SSR="$(target_dir)/debug/voice-ssr" SSR_PKG="$ROOT/dist/ssr/pkg" SCREENSHOTS="$shots"
}

# node_tests "name" FOLDER env VARIABLE=VALUE...: the selected tests of a folder of e2e/, one file at a time; the files that
# measure neither audio nor time, named by its parallel.txt, two at a time.
node_tests() {
  local name=$1 folder=$2 how file files found=0
  shift 2
  for how in serial parallel; do
    # A file without a selected test would count as one that passed.
    files=()
    while read -r file; do files+=("e2e/$folder/$file"); done < <("$@" node e2e/lib/list.mjs files "$folder" "$how")
    found=$((found + ${#files[@]}))
    case $how,${#files[@]} in
    *,0) ;;
    serial,*) tests "$name" "$@" node --test --test-reporter=tap --test-concurrency=1 "${files[@]}" ;;
    parallel,*) tests "$name, two at a time" "$@" node --test --test-reporter=tap --test-concurrency=2 "${files[@]}" ;;
    esac
  done
  if [ "$found" = 0 ]; then absent "$name" "no test of e2e/$folder is selected"; fi
}

# npm writes its own lock into node_modules at the end of each install: older than ours means out of date.
e2e_packages() {
  [ e2e/node_modules/.package-lock.json -nt e2e/package-lock.json ] ||
    PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix e2e --no-audit --no-fund
}
