"""Starts agents by fork, so that the imports take one second per test file, not per agent.

Forking is safe because LiveKit's SDK loads its native library and starts its threads on first use.

Commands are read from stdin as JSON, one per line: {"script": name, "socket": path, "log": path}.
The agent connects to the socket twice, for its commands and for its events; its stderr is written
to the log. A command without a socket only imports the script, which takes seconds for LiveKit's
framework. For each command, {"pid": …} or {"imported": name} is written to stdout, in order.
"""

import importlib
import json
import os
import signal
import socket
import sys


def connect(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    return connection.detach()


def become(script, path, log):
    """Runs in the child: redirects the standard streams as requested, then runs the script."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    os.dup2(connect(path), 0)
    os.dup2(connect(path), 1)
    script.main()


def main():
    # No zombies: the end of an agent is detected by its sockets.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the tests, which closes stdin
    importlib.import_module("agent")
    # os.read instead of readline, whose read-ahead buffer would be copied into the child.
    buffer = b""
    while more := os.read(0, 65536):
        *lines, buffer = (buffer + more).split(b"\n")
        for line in lines:
            command = json.loads(line)
            script = importlib.import_module(command["script"])
            if "socket" not in command:
                print(json.dumps({"imported": command["script"]}), flush=True)
                continue
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                become(script, command["socket"], command["log"])
                return
            print(json.dumps({"pid": child}), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    main()
