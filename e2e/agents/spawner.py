"""Starts agents by fork, so that each has its imports already: one second of Python a file instead of one an agent.

LiveKit's SDK loads its native library and starts its threads when it is first used, and a fork before that is fine.
Orders come in on stdin, one JSON a line: {"script": name, "socket": path, "log": path}. The agent connects to the socket
twice, for its orders and for its events, and its stderr goes to the log. Answers the process id of each, in order.
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
    """In the child: its standard streams are those of the order, then it is the script."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    os.dup2(connect(path), 0)
    os.dup2(connect(path), 1)
    script.main()


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies: an agent's end is seen at its sockets
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's ^C is for the tests: stdin ends then
    importlib.import_module("line")
    # Not by readline: what it has read ahead would be the child's too.
    orders = b""
    while more := os.read(0, 65536):
        *lines, orders = (orders + more).split(b"\n")
        for line in lines:
            order = json.loads(line)
            script = importlib.import_module(order["script"])
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                become(script, order["socket"], order["log"])
                return
            print(json.dumps({"pid": child}), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    main()
