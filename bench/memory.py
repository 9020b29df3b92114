"""What the supervisor and its guard keep resident."""

import re
import subprocess
import time
from pathlib import Path


def memory(tools):
    rows = [
        measure("at rest", tools, "exec sleep 30"),
        measure("after 200 000 binds", tools, f"{tools.program('bind')} 200000 >/dev/null; echo done; exec sleep 30"),
    ]
    lines = ["| resident memory | supervisor RSS | supervisor PSS | guard RSS | guard PSS |", "|---|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n\nKiB. The guard is a fork of the supervisor and shares its pages: PSS divides them.\n"


def measure(title, tools, script):
    program = ["/bin/sh", "-c", script if "echo" in script else f"echo done; {script}"]
    run = subprocess.Popen(tools.fairlead("bind any any to 127.0.0.7") + program, stdout=subprocess.PIPE)
    try:
        run.stdout.readline()
        time.sleep(0.5)
        supervisor, guard = resident(run.pid), resident(guard_of(run.pid))
    finally:
        run.terminate()
        run.wait(10)
    return "| {} | {} | {} | {} | {} |".format(title, *supervisor, *guard)


def guard_of(pid):
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if Path(f"/proc/{child}/comm").read_text().startswith("fairlead-guard"):
            return int(child)
    raise SystemExit("the supervisor has no guard")


def resident(pid):
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return [int(re.search(rf"^{name}:\s+(\d+)", rollup, re.M).group(1)) for name in ("Rss", "Pss")]
