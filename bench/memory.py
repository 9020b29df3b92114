"""What the engines keep: resident processes, and memory of the kernel."""

import os
import re
import subprocess
import time
from pathlib import Path

import kernel
import rulesets

RULE = "bind any any to 127.0.0.7"


def memory(tools):
    return seccomp(tools) + "\n" + cgroup(tools)


def seccomp(tools):
    bind = f"{tools.program('bind')} 200000 127.0.0.1 0 udp"
    rows = [
        supervised("at rest", tools, "echo done; exec sleep 30"),
        supervised("after 200 000 binds", tools, f"{bind} >/dev/null; echo done; exec sleep 30"),
    ]
    lines = ["| seccomp: resident memory | supervisor RSS | supervisor PSS | guard RSS | guard PSS |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *rows]) + "\n\nKiB. The guard is a fork of the supervisor and shares its pages: PSS divides them.\n"


def supervised(title, tools, script):
    with Running(tools.fairlead(RULE, "seccomp"), script) as pid:
        return "| {} | {} | {} | {} | {} |".format(title, *resident(pid), *resident(guard_of(pid)))


def cgroup(tools):
    files = {
        **{f"{title}, `bind`": file for title, file in rulesets.addresses(
            tools, "bind any", "to 127.0.0.8", "to 127.0.0.7", (1, 10000)).items()},
        **{f"{title}, `reply`": file for title, file in rulesets.addresses(tools, "reply udp", "", "", (1,)).items()},
    }
    lines = ["| cgroup: memory | resident processes | maps in the kernel |", "|---|---|---|"]
    for title, file in files.items():
        others = kernel.Clearing(tools).others
        before = kernel.maps()
        with Running(tools.ruled(file), "echo done; exec sleep 30") as pid:
            maps = "unknown: others load maps, too" if others else kernel.kibibytes(kernel.maps() - before)
            lines.append(f"| {title} | {processes(pid)} | {maps} |")
    return "\n".join(lines) + "\n\nKiB, as the kernel counts them. The programs are a few pages more.\n"


class Running:
    """A program under rules, once it has said that it is done; gives the process that was started."""

    def __init__(self, prefix, script):
        self.run = subprocess.Popen([*prefix, "/bin/sh", "-c", script], stdout=subprocess.PIPE)

    def __enter__(self):
        self.run.stdout.readline()
        time.sleep(0.5)
        return self.run.pid

    def __exit__(self, *_):
        self.run.terminate()
        self.run.wait(10)
        self.run.stdout.close()


def processes(pid):
    """How many processes there are beside the program: orphans are ours, as this process adopts them."""
    beside = {child for parent in (os.getpid(), pid) for child in children(parent)} - {pid}
    return len(beside) or "none"


def guard_of(pid):
    for child in children(pid):
        if Path(f"/proc/{child}/comm").read_text().startswith("fairlead-guard"):
            return child
    raise SystemExit("the supervisor has no guard")


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid):
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return [int(re.search(rf"^{name}:\s+(\d+)", rollup, re.M).group(1)) for name in ("Rss", "Pss")]
