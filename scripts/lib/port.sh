# shellcheck shell=bash
# Chooses a port for the demo, and opens it in the desktop browser.

FIRST_PORT=8787

is_free() {
  python3 -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' \
    "$1" 2>/dev/null
}

choose_port() {
  local port=${PORT:-$FIRST_PORT}
  if [ -n "${PORT:-}" ]; then
    is_free "$port" || die "PORT=$port is in use or not a valid port. Choose another one."
  else
    until is_free "$port"; do port=$((port + 1)); done
  fi
  echo "$port"
}

open_page() {
  if [ "$(uname)" = Darwin ]; then
    open "$1" || true
  elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then
    xdg-open "$1" >/dev/null 2>&1 || true
  fi
}
