"""Runs programs side by side and keeps what they cost."""

import ctypes
import os
import statistics
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """What a program leaves behind becomes ours to wait for, and so its CPU time is counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start_to_exit(argv):
    """CPU and wall time of a program and all that it starts, in milliseconds."""
    start = time.monotonic()
    pid = os.posix_spawn(argv[0], argv, os.environ)
    cpu = wait(pid)
    wall = time.monotonic() - start
    return (cpu + wait_for_orphans()) * 1e3, wall * 1e3


def wait(pid):
    """Waits for a process that must succeed; gives its CPU seconds."""
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"process {pid} ended with wait status {status}")
    return usage.ru_utime + usage.ru_stime


def wait_for_orphans():
    """Waits for all processes that are left; gives their CPU seconds."""
    cpu = 0.0
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu
        cpu += usage.ru_utime + usage.ru_stime


def number(argv, **options):
    """The number that a program prints."""
    return numbers(argv, **options)[0]


def numbers(argv, **options):
    """The numbers that a program prints."""
    said = subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True, **options).stdout
    return [float(word) for word in said.split()]


def alternate(rounds, cases):
    """Calls each of the named functions in turn, many times: what disturbs the machine then disturbs them all."""
    results = {name: [] for name in cases}
    for _ in range(rounds):
        for name, measure in cases.items():
            results[name].append(measure())
    return results


class Spread:
    """A median and its quartiles."""

    def __init__(self, values):
        self.low, self.median, self.high = statistics.quantiles(values, n=4, method="inclusive")

    def overlaps(self, other):
        return self.low <= other.high and other.low <= self.high


def ratios(values, base):
    """The spread of the ratios of pairs that were measured one after the other."""
    return Spread([value / other for value, other in zip(values, base)])
