# shellcheck shell=bash
# Real LiveKit: two versions of the server, built with Go into the cache, and a venv with the Python
# SDK.

LIVEKIT_HOME=$CACHE/livekit
# Named after the checksum of its requirements, so that clones with other requirements do not
# replace it.
AGENTS_VENV=$CACHE/agents-$(cksum <"$ROOT/e2e/agents/requirements.txt" | cut -d ' ' -f 1)

# livekit_server VERSION: prints its path. If it was not built, the current version may come from
# PATH; otherwise prints nothing.
livekit_server() {
  local built=$LIVEKIT_HOME/$1/livekit-server
  if [ -x "$built" ]; then
    echo "$built"
  elif [ "$1" = "$LIVEKIT_VERSION" ]; then
    command -v livekit-server
  else
    return 1
  fi
}

# Builds missing servers, silently if there are none. Succeeds without Go, because the caller checks
# for the servers.
livekit_servers() {
  local version
  has go || return 0
  for version in "$LIVEKIT_VERSION" "$LIVEKIT_OLD_VERSION"; do
    [ -x "$LIVEKIT_HOME/$version/livekit-server" ] && continue
    step "livekit-$version" "Building livekit-server $version with Go (about 2 minutes)" build_livekit "$version" || return
    record go livekit-server-"$version" "$version" "$LIVEKIT_HOME/$version"
  done
}

# From a module of our own: `go install` refuses a version whose go.mod has a replace directive,
# like that of the old version.
build_livekit() (
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  cd "$dir" || exit
  go mod init livekit &&
    go mod edit -require "github.com/livekit/livekit-server@v$1" &&
    go build -mod=mod -o livekit-server github.com/livekit/livekit-server/cmd/server &&
    mkdir -p "$LIVEKIT_HOME/$1" &&
    mv livekit-server "$LIVEKIT_HOME/$1/"
)

# Creates the venv of the agents. It contains a copy of its requirements, and is rebuilt if they
# differ.
agents_venv() {
  local wanted=$ROOT/e2e/agents/requirements.txt
  cmp -s "$wanted" "$AGENTS_VENV/requirements.txt" && return
  step agents "Installing LiveKit's Python SDK with pip (about 1 minute)" make_agents_venv "$wanted" || return
  record pip livekit-agents "$(sed -n 's/^livekit-agents==//p' "$wanted")" "$AGENTS_VENV"
}

make_agents_venv() {
  rm -rf "$AGENTS_VENV"
  python3 -m venv "$AGENTS_VENV" &&
    "$AGENTS_VENV/bin/pip" install --disable-pip-version-check --no-input -r "$1" &&
    cp "$1" "$AGENTS_VENV/requirements.txt"
}
