"""What a forwarder costs: the CPU time and the memory of all processes that it consists of."""

import resource
from pathlib import Path


def session(leader):
    """The processes of a session."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if int((path / "stat").read_text().rpartition(")")[2].split()[3]) == leader:
                yield path
        except (FileNotFoundError, ProcessLookupError):
            pass


def cpu_seconds(process):
    """What all threads of its session have run, and waited to run. Where the kernel delivers the packets that they send, it
    does so in their time."""
    run = waited = 0
    for path in session(process.pid):
        for file in path.glob("task/*/schedstat"):
            try:
                times = file.read_text().split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            run, waited = run + int(times[0]), waited + int(times[1])
    return run / 1e9, waited / 1e9


def resident_bytes(process):
    pages = sum(int((path / "statm").read_text().split()[1]) for path in session(process.pid))
    return pages * resource.getpagesize()
