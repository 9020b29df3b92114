"""What one stopped call costs."""

from measure import alternate, number
from table import compare, ratio_of

COUNT = "20000"


def bind(tools):
    """bind(2): bare, stopped by Fairlead, and stopped by strace."""
    program = [tools.program("bind"), COUNT]
    results = alternate(9, {
        "bare": lambda: number(program) / 1e3,
        "fairlead": lambda: number(tools.fairlead("bind any any to 127.0.0.7") + program) / 1e3,
        "strace -f -e trace=bind": lambda: number(tools.strace("bind") + program) / 1e3,
    })
    to_strace = ratio_of(results["fairlead"], results["strace -f -e trace=bind"])
    return compare("bind(2), one call", "µs", results, "bare") + f"\nfairlead to strace: {to_strace}\n"


def sendto(tools):
    """sendto(2) with an address under a `connect udp` rule, the one data path that is taxed."""
    program = [tools.program("sendto"), COUNT]
    results = alternate(7, {
        "bare": lambda: number(program) / 1e3,
        "fairlead": lambda: number(tools.fairlead("connect udp any from 127.0.0.9") + program) / 1e3,
    })
    return compare("sendto(2) with an address, rule `connect udp any from`", "µs", results, "bare")
