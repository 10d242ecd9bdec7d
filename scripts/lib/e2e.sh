# shellcheck shell=bash
# Drives the built pages and the development server in real browsers: in Chromium, Firefox and
# WebKitGTK, or in the one in E2E_BROWSER.

# Builds the pages in the background while `native` compiles, whose last crates leave a core idle.
# The pages have their own profile and therefore their own lock. If a build fails here, its own
# check builds it again and reports the failure.
pages_ahead() {
  set -m
  {
    build_page minimal && build_page speech && build_page demo && build_e2e_page
  } >"$TEST_LOGS/pages-ahead.log" 2>&1 </dev/null &
  AHEAD=$!
  set +m
}

# Waits for the pages before the first test, so that no build runs during tests.
pages_built() {
  if [ -n "$AHEAD" ]; then wait "$AHEAD"; fi
  AHEAD=
}

# e2e [BROWSER]...: in each requested one of these browsers, by default of all
e2e() {
  local before=$FAILED browsers=("$@")
  if [ $# = 0 ]; then browsers=(chromium firefox webkit); fi
  host_selection
  check "build page minimal" build_page minimal
  check "build page speech" build_page speech
  check "build page demo" build_page demo
  # The packages of the native tests, and their features through `--examples` (see native.sh). After
  # `native`, nothing is left to compile.
  check "build the servers" cargo build "${HOST[@]}" --bins --examples
  check "build the page of examples/ssr" build_ssr_page
  installing check "e2e packages" e2e_packages
  check "the tables of e2e/README.md match the code" node e2e/lib/list.mjs check
  if [ "$FAILED" != "$before" ]; then
    absent "e2e tests" "not run, since a check above failed"
  else
    node_tests "e2e tests" tests e2e_env "${browsers[@]}"
  fi
  check "bytes of the minimal pages" node scripts/lib/size.mjs --gate
}

# choose_browsers "what" BROWSER...: sets BROWSERS to the requested ones of these that are installed
choose_browsers() {
  local what=$1 name
  shift
  BROWSERS=()
  case " all $* " in
  *" ${E2E_BROWSER:-all} "*) ;;
  *)
    absent "$what" "E2E_BROWSER is '$E2E_BROWSER': use all, or one of: $*"
    return
    ;;
  esac
  for name in "$@"; do
    if [ "${E2E_BROWSER:-all}" != all ] && [ "$E2E_BROWSER" != "$name" ]; then continue; fi
    if [ "$name" = firefox ] && [ -z "${FIREFOX:-}" ]; then
      not_run "$what in firefox" "install Firefox"
    elif [ "$name" = webkit ] && ! has_webkit; then
      not_run "$what in webkit" "install Debian's webkit2gtk-driver and xvfb"
    else
      BROWSERS+=("$name")
    fi
  done
}

# WebKitGTK's own browser is not on PATH: see lib/paths.mjs.
has_webkit() { [ -n "${WEBKITDRIVER:-}" ] && has Xvfb; }

e2e_env() {
  local shots=$ROOT/e2e/screenshots
  if [ "$1" != chromium ]; then shots=$shots/$1; fi
  mkdir -p "$shots"
  TEST_ENV=(env E2E_BROWSER="$1" BACKEND="$(target_dir)/debug/speko-dev-server"
    PAGE="$ROOT/dist/demo" MINIMAL_PAGE="$ROOT/dist/minimal" SPEECH_PAGE="$ROOT/dist/speech"
    SSR="$(target_dir)/debug/voice-ssr" SSR_PKG="$ROOT/dist/ssr/pkg" SCREENSHOTS="$shots")
}

# node_tests "name" FOLDER FUNCTION BROWSER...: runs the selected tests of a folder of e2e/ in each
# requested one of these browsers, in the environment that FUNCTION puts into TEST_ENV. Files that
# measure audio or time run one at a time, the others (listed in the folder's parallel.txt) two at a
# time.
node_tests() {
  local browser how file files found concurrency
  choose_browsers "$1" "${@:4}"
  for browser in "${BROWSERS[@]}"; do
    "$3" "$browser"
    found=0
    for how in serial parallel; do
      # A file without a selected test would count as a passed test.
      files=()
      while read -r file; do files+=("e2e/$2/$file"); done < <("${TEST_ENV[@]}" node e2e/lib/list.mjs files "$2" "$how")
      found=$((found + ${#files[@]}))
      if [ ${#files[@]} = 0 ]; then continue; fi
      concurrency=1
      if [ "$how" = parallel ]; then concurrency=2; fi
      tests "$1 in $browser, $concurrency at a time" \
        "${TEST_ENV[@]}" node --test --test-reporter=tap --test-concurrency="$concurrency" "${files[@]}"
    done
    if [ "$found" = 0 ]; then absent "$1 in $browser" "no test of e2e/$2 is selected"; fi
  done
}

# npm writes its own lock file into node_modules after each install. If it is older than ours, the
# packages are out of date.
e2e_packages() {
  [ e2e/node_modules/.package-lock.json -nt e2e/package-lock.json ] ||
    PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix e2e --no-audit --no-fund
}
