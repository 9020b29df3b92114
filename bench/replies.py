"""UDP answers under `reply udp any`: the round trip of an echo, of which the server alone is under rules."""

import socket

import rulesets
from kernel import Clearing
from measure import alternate, number
from table import compare

ROUNDS, COUNT = 15, "6000"
SERVERS = {
    "server on 0.0.0.0": ("wildcard", socket.AF_INET),
    "server on [::], client of IPv4": ("both", socket.AF_INET),
    "server on [::], client of IPv6": ("both", socket.AF_INET6),
}


def reply(tools):
    files = rulesets.addresses(tools, "reply udp", "", "", (1, 10, 10000))
    return "\n".join(
        compare(f"UDP echo, one round trip, {title}", "µs", run(tools, files, *server), "bare", digits=2)
        for title, server in SERVERS.items())


def run(tools, files, server, family):
    clear = Clearing(tools)
    cases = {"bare": clear.before(lambda: round_trip(tools, [], server, family))}
    for name, file in files.items():
        cases[f"`reply udp any`, {name}"] = lambda file=file: round_trip(tools, tools.ruled(file), server, family)
    results = alternate(ROUNDS, cases)
    clear()
    return results


def round_trip(tools, prefix, server, family):
    """The client is opened here, where no rules are: see reply.c."""
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client_family = "4" if family == socket.AF_INET else "6"
        program = tools.pinned([tools.program("reply"), COUNT, server, str(client.fileno()), client_family])
        return number(prefix + program, pass_fds=[client.fileno()]) / 1e3
