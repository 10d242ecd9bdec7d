#!/usr/bin/env python3
"""A link between two network namespaces, with delay, jitter, loss and cuts.

Creates the namespaces "a" (10.77.0.1) and "b" (10.77.0.2), each with a TUN device, and forwards
packets between them until stdin ends. It replaces `tc netem`, which not every kernel has, and needs
root, /dev/net/tun and iproute2.

Commands are JSON objects, one per line, with any of these fields:
    delay   one-way delay in ms
    jitter  maximum additional delay in ms
    loss    share of dropped packets, 0 to 1
    cut     packets to drop: null, "all", "udp", "tcp" or a TCP port
Each command is answered by one line once it is applied.

The namespaces have no names. This process's open files keep them alive, so they disappear however
it ends. The first line of output has the path by which a program enters one: nsenter --net=PATH.
"""

import ctypes
import fcntl
import gc
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

ADDRESSES = {"a": "10.77.0.1", "b": "10.77.0.2"}
CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
TUN_WITHOUT_HEADER = 0x0001 | 0x1000
TCP, UDP = 6, 17

libc = ctypes.CDLL(None, use_errno=True)


class Cannot(Exception):
    """Raised when the machine lacks a feature or a permission."""


def namespace(address):
    """Moves this thread into a new namespace.

    Returns the file descriptors of the namespace and of its TUN device.
    """
    if libc.unshare(CLONE_NEWNET) != 0:
        raise Cannot(f"cannot create a network namespace: {os.strerror(ctypes.get_errno())}; run as root")
    try:
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"line", TUN_WITHOUT_HEADER))
    except OSError as error:
        raise Cannot(f"cannot open a TUN device: {error}") from error
    try:
        # A single IPv4 address, so that the selected candidate pair does not vary between runs.
        with open("/proc/sys/net/ipv6/conf/all/disable_ipv6", "w", encoding="ascii") as no_ipv6:
            no_ipv6.write("1")
    except OSError:
        pass  # a kernel without IPv6
    for order in (
        f"address add {address}/30 dev line",
        "link set dev line up mtu 1500",
        "link set lo up",
        # Browsers determine their local address from the route to a public one.
        "route add default dev line",
    ):
        try:
            subprocess.run(["ip", *order.split()], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        except FileNotFoundError as error:
            raise Cannot("`ip` was not found: install iproute2") from error
    return os.open("/proc/self/ns/net", os.O_RDONLY), tun


class Link:
    def __init__(self, one, other):
        self.over = {one: other, other: one}
        self.state = {"delay": 0, "jitter": 0, "loss": 0, "cut": None}
        self.under_way = []  # a heap, ordered by arrival time
        self.count = 0
        self.lost = 0

    def cut(self, packet):
        cut = self.state["cut"]
        if cut is None:
            return False
        if cut == "all" or len(packet) < 20:
            return True
        protocol = packet[9]
        if cut == "udp":
            return protocol == UDP
        if protocol != TCP:
            return False
        if cut == "tcp":
            return True
        head = (packet[0] & 15) * 4
        return cut in struct.unpack_from("!HH", packet, head)

    def take(self, tun):
        """Reads all pending packets of one end and schedules their delivery."""
        while True:
            try:
                packet = os.read(tun, 65536)
            except BlockingIOError:
                return
            if packet[0] >> 4 != 4:
                continue
            if self.cut(packet) or random.random() < self.state["loss"]:
                self.lost += 1
                continue
            late = self.state["delay"] + random.random() * self.state["jitter"]
            self.count += 1
            heapq.heappush(self.under_way, (time.monotonic() + late / 1000, self.count, self.over[tun], packet))

    def deliver(self):
        """Writes all packets that are due.

        Returns the seconds until the next one is due, or None.
        """
        while self.under_way:
            wait = self.under_way[0][0] - time.monotonic()
            if wait > 0:
                return wait
            _, _, tun, packet = heapq.heappop(self.under_way)
            # A cut also drops the packets that were already in flight.
            if self.cut(packet):
                self.lost += 1
                continue
            try:
                os.write(tun, packet)
            except OSError:
                self.lost += 1  # the device's queue is full
        return None

    def execute(self, line):
        order = json.loads(line)
        unknown = order.keys() - self.state.keys()
        if unknown:
            emit(error=f"unknown field: {', '.join(unknown)}")
            return
        self.state.update(order)
        emit(at=time.time() * 1000, **self.state, carried=self.count, lost=self.lost)

    def run(self):
        orders = b""
        inputs = [*self.over, sys.stdin.fileno()]
        while True:
            ready, _, _ = select.select(inputs, [], [], self.deliver())
            for fd in ready:
                if fd in self.over:
                    self.take(fd)
                    continue
                more = os.read(fd, 65536)
                if not more:
                    return
                *lines, orders = (orders + more).split(b"\n")
                for line in lines:
                    self.execute(line)


def emit(**what):
    print(json.dumps(what), flush=True)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the parent, which closes stdin
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        ends = {side: namespace(address) for side, address in ADDRESSES.items()}
    except Cannot as why:
        emit(cannot=str(why))
        sys.exit(3)
    libc.setns(home, CLONE_NEWNET)
    try:
        # Packets must leave on time, also on a busy machine.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        pass
    gc.disable()
    emit(**{
        side: {"net": f"/proc/{os.getpid()}/fd/{net}", "address": ADDRESSES[side]}
        for side, (net, _) in ends.items()
    })
    Link(ends["a"][1], ends["b"][1]).run()


main()
