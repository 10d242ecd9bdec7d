#!/usr/bin/env python3
"""A link between two network namespaces, with delay, jitter, loss and cuts.

Makes two namespaces, "a" (10.77.0.1) and "b" (10.77.0.2), each with a TUN device, and carries the packets between them
until its stdin ends. Orders are JSON lines, each of them any of
    {"delay": ms one way, "jitter": ms at most on top, "loss": 0 to 1, "cut": null | "all" | "udp" | "tcp" | a TCP port}
and each is answered by a line when it holds. For the kernels that have no `tc netem`; it needs root, /dev/net/tun and ip.

The namespaces have no names: they live by this process's open files, so that nothing is left however it ends. What
runs in one enters it by the path that the first line tells: nsenter --net=PATH.
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
    """What this machine does not have or does not allow."""


def namespace(address):
    """Leaves this thread in a new namespace; returns its open file and that of its device."""
    if libc.unshare(CLONE_NEWNET) != 0:
        raise Cannot(f"no network namespace of its own: {os.strerror(ctypes.get_errno())}; it needs root")
    try:
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"line", TUN_WITHOUT_HEADER))
    except OSError as error:
        raise Cannot(f"no TUN device: {error}") from error
    try:
        # Only one address and one family: whose candidate pair wins then is no matter of luck.
        with open("/proc/sys/net/ipv6/conf/all/disable_ipv6", "w", encoding="ascii") as no_ipv6:
            no_ipv6.write("1")
    except OSError:
        pass  # a kernel without IPv6
    for order in (
        f"address add {address}/30 dev line",
        "link set dev line up mtu 1500",
        "link set lo up",
        # Browsers find out their address by asking for the way to a public one.
        "route add default dev line",
    ):
        try:
            subprocess.run(["ip", *order.split()], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        except FileNotFoundError as error:
            raise Cannot("no `ip`: install iproute2") from error
    return os.open("/proc/self/ns/net", os.O_RDONLY), tun


class Link:
    def __init__(self, one, other):
        self.over = {one: other, other: one}
        self.state = {"delay": 0, "jitter": 0, "loss": 0, "cut": None}
        self.under_way = []  # by time of arrival
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
        """Everything that waits at one end."""
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
        """What has arrived. Returns the seconds until the next does."""
        while self.under_way:
            wait = self.under_way[0][0] - time.monotonic()
            if wait > 0:
                return wait
            _, _, tun, packet = heapq.heappop(self.under_way)
            # Also what was on its way when the cut came.
            if self.cut(packet):
                self.lost += 1
                continue
            try:
                os.write(tun, packet)
            except OSError:
                self.lost += 1  # its device has no room
        return None

    def obey(self, line):
        order = json.loads(line)
        unknown = order.keys() - self.state.keys()
        if unknown:
            tell(error=f"unknown: {', '.join(unknown)}")
            return
        self.state.update(order)
        tell(at=time.time() * 1000, **self.state, carried=self.count, lost=self.lost)

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
                    self.obey(line)


def tell(**what):
    print(json.dumps(what), flush=True)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's ^C is for who started us: stdin ends then
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        ends = {side: namespace(address) for side, address in ADDRESSES.items()}
    except Cannot as why:
        tell(cannot=str(why))
        sys.exit(3)
    libc.setns(home, CLONE_NEWNET)
    try:
        # A packet has to leave on time even when the machine is busy.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        pass
    gc.disable()
    tell(**{
        side: {"net": f"/proc/{os.getpid()}/fd/{net}", "address": ADDRESSES[side]}
        for side, (net, _) in ends.items()
    })
    Link(ends["a"][1], ends["b"][1]).run()


main()
