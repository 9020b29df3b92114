"""What the kernel keeps for programs under rules: the programs and maps of bpf(2)."""

import ctypes
import os
import re
import subprocess
import sys
import time
from pathlib import Path

BPF_PROG_GET_NEXT_ID, BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID = 11, 12, 14
SYS_BPF = {"x86_64": 321, "aarch64": 280}[os.uname().machine]


def programs():
    return ids(BPF_PROG_GET_NEXT_ID)


def maps():
    return ids(BPF_MAP_GET_NEXT_ID)


def kibibytes(found):
    """The memory of maps."""
    return sum(size_of(number) for number in found) // 1024


class Clearing:
    """Takes the rules of runs that have ended out of the kernel.

    A hook that anyone uses costs everyone a little, and what is called bare must be bare.
    """

    def __init__(self, tools):
        self.tools = tools
        self.others = set()
        self()

    def __call__(self):
        subprocess.run([self.tools.script, "gc"], check=True, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 2
        while programs() - self.others:
            if time.monotonic() > deadline:
                self.accept_others()
            time.sleep(0.002)

    def accept_others(self):
        if not self.others:
            print("others have BPF programs in force: bare may not be bare", file=sys.stderr)
        self.others |= programs()

    def before(self, measure):
        """A measurement of what is bare."""
        def cleared():
            self()
            return measure()
        return cleared


def ids(command):
    found, last = set(), 0
    while True:
        _, _, last = answer = bpf(command, last)
        if answer[0] < 0:
            return found
        found.add(last)


def size_of(number):
    fd, _, _ = bpf(BPF_MAP_GET_FD_BY_ID, number)
    if fd < 0:
        return 0
    try:
        return int(re.search(r"memlock:\s+(\d+)", Path(f"/proc/self/fdinfo/{fd}").read_text()).group(1))
    finally:
        os.close(fd)


def bpf(command, number):
    """bpf(2) with an id: its result, and the two words that it may have written to."""
    attributes = (ctypes.c_uint32 * 3)(number, 0, 0)
    result = ctypes.CDLL(None).syscall(SYS_BPF, command, attributes, ctypes.sizeof(attributes))
    return result, attributes[0], attributes[1]
