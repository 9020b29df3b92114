"""What one call costs that an engine stops, or that it does not stop.

What runs alone is pinned, see main.py; what is stopped waits for another process, and both go where they like.
"""

from kernel import Clearing
from measure import alternate, number, numbers
from servers import free_port
from table import compare, ratio_of

COUNT = "10000"


def bind(tools):
    """bind(2): bare, stopped by the seccomp engine and by strace, and steered in the kernel by the cgroup engine."""
    rule, port = "bind any any to 127.0.0.7", str(free_port("127.0.0.7"))
    bare, ruled = ([tools.program("bind"), COUNT, address, port, "udp"] for address in ("127.0.0.7", "0.0.0.0"))
    results = alternate(9, {
        "bare": Clearing(tools).before(lambda: call(tools.pinned(bare))),
        "fairlead, seccomp": lambda: call(tools.fairlead(rule, "seccomp") + ruled),
        "fairlead, cgroup": lambda: call(tools.fairlead(rule, "cgroup") + tools.pinned(ruled)),
        "strace -f -e trace=bind": lambda: call(tools.strace("bind") + bare),
    })
    to_strace = ratio_of(results["fairlead, seccomp"], results["strace -f -e trace=bind"])
    return compare("bind(2), one call", "µs", results, "bare") + f"\nfairlead, seccomp to strace: {to_strace}\n"


def call(program):
    return numbers(program)[1] / 1e3


def sendto(tools):
    """sendto(2) with an address under a `connect udp` rule, the one data path that is taxed."""
    rule, program = "connect udp any from 127.0.0.9", [tools.program("sendto"), COUNT]
    results = alternate(9, {
        "bare": Clearing(tools).before(lambda: number(tools.pinned(program)) / 1e3),
        "fairlead, seccomp": lambda: number(tools.fairlead(rule, "seccomp") + program) / 1e3,
        "fairlead, cgroup": lambda: number(tools.fairlead(rule, "cgroup") + tools.pinned(program)) / 1e3,
    })
    return compare(f"sendto(2) with an address, rule `{rule}`", "µs", results, "bare")
