"""All benchmarks, one after the other: main.py ROOT [--write] [NAME ...]; see forward.py for its options.

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
import forward
import loading
import measure
import memory
import mirror
import preload
import replies
import startup
import steering
import throughput
import udplibrary

BENCHMARKS = {
    "bind": ("Rules in the kernel: bind", steering.bind),
    "connect": ("Rules in the kernel: connect", steering.connect_to),
    "source": ("Rules in the kernel: the source of a connection", steering.connect_from),
    "reply": ("Rules in the kernel: reply", replies.reply),
    "preload": ("The preloaded library", preload.preload),
    "load": ("Many rules", loading.loading),
    "startup": ("Start to exit", startup.startup),
    "stop": ("A stopped bind", calls.bind),
    "nginx": ("TCP server", throughput.nginx),
    "udp": ("UDP server", throughput.udp_echo),
    "sendto": ("The taxed path", calls.sendto),
    "memory": ("Memory", memory.memory),
    "forward": ("The forwarder", forward.forward),
    "mirror": ("`fairlead mirror`", mirror.mirror),
    "library": ("The library: Fairlead.Udp", udplibrary.library),
}

INTRODUCTION = """# Benchmarks

Made by `bench/run --write`; `bench/run` prints them, `bench/run bind startup` only those two; with `--write` those are
written anew and the others stay. It needs root, gcc, Python, strace, nginx, wrk, iproute2, the forwarders named below
and the .NET SDK, and about ten minutes. All traffic stays on loopback, or in network namespaces that are gone
afterwards.

Cases alternate within one run. A ratio is the median of the ratios of neighbours, with its quartiles; where the
quartiles of two cases overlap, there is no verdict. The machine of this run: Linux {kernel}, {cpus} CPUs, .NET SDK
{sdk}. Where other work shares a machine, trust ratios more than times.

Rules in the kernel are those of the cgroup engine. Of N rules, N-1 are of addresses that nobody asks for, and the last
one leads the call to where the bare program goes by itself. The kernel pays a little for a hook as soon as any program
on the machine uses it: while the bare program is measured nobody does, and a row of its own says what a neighbour pays.

The preloaded library stands beside a shim for BIND_ADDR in C (bench/shim), which makes the same decisions by the same
system calls. A target is met or missed where both quartiles are; else there is no verdict.

The forwarder stands beside nginx's stream module with one worker, socat, haproxy, systemd-socket-proxyd and nftables
DNAT, between a client and a server, each in a network namespace. Ratios are to nginx, and above 1 is better, in CPU,
too. What was lost counts from the first datagram of a run on; a reply from a wrong address is lost. `bench/run forward
--quick` takes 40 seconds, `--scenarios=A,D` and `--peers=nginx,fairlead` choose.

`fairlead mirror` is seen by clients of a target in a network namespace, with an agent that was uploaded there. Client,
real program, agent, session and local program share the CPUs of one machine here: where client and server alone keep
them all busy, each byte of a copy takes from both, and a ratio says what the copy costs; a client with 1 Gbit/s shows
what is left where a network is the limit. The stalled program reads nothing: its client is held back for 300 ms, the
default, and not again on that connection. `bench/run mirror` takes four minutes, with `--quick` a little over one.
"""


class Tools:
    """Where everything is."""

    def __init__(self, root, words):
        self.root = root
        self.words = words
        self.output = f"{root}/artifacts/bench"
        self.script = f"{root}/fairlead"
        self.binary = f"{root}/artifacts/fairlead/fairlead"
        self.library = f"{root}/artifacts/fairlead/libfairlead.so"
        self.empty = f"{self.output}/empty/empty"

    def program(self, name):
        return f"{self.output}/{name}"

    def option(self, name):
        """The list that --NAME=A,B gives; empty without one."""
        return [item for word in self.words if word.startswith(f"--{name}=") for item in word.split("=")[1].split(",")]

    @staticmethod
    def pinned(program):
        """Always on the same CPU: they need not be alike, and processes take turns on them in step with the cases."""
        return [Tools.find("taskset"), "-c", str(max(os.sched_getaffinity(0))), *program]

    def fairlead(self, rule, engine):
        return [self.script, "run", "--engine", engine, "-r", rule, "--"]

    def ruled(self, file):
        return [self.script, "run", "--engine", "cgroup", "--rules", file, "--"]

    def strace(self, call):
        return [self.find("strace"), "-f", "-e", f"trace={call}", "-o", "/dev/null"]

    @staticmethod
    def find(program):
        return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") or sys.exit(f"{program} is not installed")


def introduction():
    sdk = subprocess.run(["dotnet", "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    return INTRODUCTION.format(kernel=platform.release().split("-")[0], cpus=os.cpu_count(), sdk=sdk)


def written(page):
    """The sections of the page as it is, by title."""
    parts = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    return {part.split("\n", 1)[0]: f"## {part}" for part in parts}


def main(root, *words):
    names = [word for word in words if not word.startswith("--")] or list(BENCHMARKS)
    measure.adopt_orphans()
    page = Path(root, "docs", "benchmarks.md")
    sections = written(page)
    for name in names:
        title, benchmark = BENCHMARKS[name]
        sections[title] = f"## {title}\n\n{benchmark(Tools(root, words))}"
        print(sections[title], flush=True)
    if "--write" in words:
        kept = [sections[title] for title, _ in BENCHMARKS.values() if title in sections]
        page.write_text("\n".join([introduction(), *kept]), encoding="utf-8")


main(*sys.argv[1:])
