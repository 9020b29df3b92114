"""All benchmarks, one after the other: main.py ROOT [--write] [NAME ...]

Performance is compared side by side: cases alternate within one run, medians are told with their quartiles, and there
is no verdict where ranges overlap.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import calls
import measure
import memory
import startup
import throughput

BENCHMARKS = {
    "bind": ("A stopped bind", calls.bind),
    "startup": ("Start to exit", startup.startup),
    "nginx": ("TCP server", throughput.nginx),
    "udp": ("UDP server", throughput.udp_echo),
    "sendto": ("The taxed path", calls.sendto),
    "memory": ("Memory", memory.memory),
}

INTRODUCTION = """# Benchmarks

Made by `bench/run --write`; `bench/run` prints them, `bench/run bind startup` only those two. It needs gcc, Python,
strace, nginx, wrk and the .NET SDK, and about two minutes. All traffic stays on loopback.

Cases alternate within one run. A ratio is the median of the ratios of neighbours, with its quartiles; where the
quartiles of two cases overlap, there is no verdict. The machine of this run: Linux {kernel}, {cpus} CPUs, .NET SDK
{sdk}. Where other work shares a machine, trust ratios more than times.
"""


class Tools:
    """Where everything is."""

    def __init__(self, root):
        self.root = root
        self.output = f"{root}/artifacts/bench"
        self.script = f"{root}/fairlead"
        self.binary = f"{root}/artifacts/fairlead/fairlead"
        self.empty = f"{self.output}/empty/empty"

    def program(self, name):
        return f"{self.output}/{name}"

    def fairlead(self, rule):
        return [self.script, "run", "--engine", "seccomp", "-r", rule, "--"]

    def strace(self, call):
        return [self.find("strace"), "-f", "-e", f"trace={call}", "-o", "/dev/null"]

    @staticmethod
    def find(program):
        return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") or sys.exit(f"{program} is not installed")


def introduction():
    sdk = subprocess.run(["dotnet", "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    return INTRODUCTION.format(kernel=platform.release().split("-")[0], cpus=os.cpu_count(), sdk=sdk)


def main(root, *words):
    names = [word for word in words if not word.startswith("--")] or list(BENCHMARKS)
    measure.adopt_orphans()
    sections = [introduction()]
    for name in names:
        title, benchmark = BENCHMARKS[name]
        sections.append(f"## {title}\n\n{benchmark(Tools(root))}")
        print(sections[-1], flush=True)
    if "--write" in words:
        Path(root, "docs", "benchmarks.md").write_text("\n".join(sections), encoding="utf-8")


main(*sys.argv[1:])
