"""Calls under rules of the cgroup engine, by the number of rules: from socket(2) to close(2), and the call alone.

Each slice is short, so that bare and ruled ones lie close together.
"""

import rulesets
from kernel import Clearing
from measure import alternate, numbers
from servers import free_port
from table import compare_column

ROUNDS, UDP, TCP = 21, "6000", "2000"
BESIDE = "bare, beside a ruled program"


def bind(tools):
    """The bare program binds to the address that the rules lead the others to, at one fixed port."""
    program, port = tools.program("bind"), free_port("127.0.0.7")
    rules = {
        **rulesets.addresses(tools, "bind any", "to 127.0.0.8", "to 127.0.0.7"),
        **rulesets.mixed(tools, "bind", "to 127.0.0.8", "to 127.0.0.7"),
    }
    bare, ruled = (
        script(tools, f"{program} {UDP} {address} {port} udp", f"{program} {TCP} {address} {port} tcp")
        for address in ("127.0.0.7", "0.0.0.0"))
    return tables(run(tools, rules, bare, ruled), "bind", "`to`")


def connect_to(tools):
    """The bare program connects to where the rules lead the others."""
    rules = {
        **rulesets.addresses(tools, "connect any", "to 127.0.0.8", "to 127.0.0.1"),
        **rulesets.mixed(tools, "connect", "to 127.0.0.8", "to 127.0.0.1"),
    }
    bare, ruled = connects(tools, "127.0.0.1"), connects(tools, "127.0.0.66")
    return tables(run(tools, rules, bare, ruled), "connect", "`to`")


def connect_from(tools):
    """The source is the one that the kernel would choose, so that all connections are the same in the end."""
    rules = rulesets.addresses(tools, "connect any", "from 127.0.0.8", "from 127.0.0.1")
    bare, bound = connects(tools, "127.0.0.1"), connects(tools, "127.0.0.1", "127.0.0.1")
    results = run(tools, rules, bare, bare, {"bare, bound by the program": lambda: numbers(bound)})
    return tables(results, "connect", "`from`")


def connects(tools, address, source=""):
    connect = tools.program("connect")
    return script(tools, f"{connect} {UDP} {address} udp {source}", f"{connect} {TCP} {address} tcp {source}")


def script(tools, *commands):
    """Both protocols under one start."""
    return tools.pinned(["/bin/sh", "-c", " && ".join(commands)])


def run(tools, rules, bare, ruled, others=None):
    """UDP whole, UDP call, TCP whole, TCP call: by case, in nanoseconds."""
    clear = Clearing(tools)
    cases = {"bare": clear.before(lambda: numbers(bare)), **(others or {})}
    for name, file in rules.items():
        cases[name] = lambda file=file: numbers(tools.ruled(file) + ruled)
    # The last rules are in force still, on a cgroup that is empty.
    cases[BESIDE] = lambda: numbers(bare)
    results = alternate(ROUNDS, cases)
    clear()
    return results


def tables(results, call, rule):
    return "\n".join(
        compare_column(f"{title}, {rule}", "µs", results, "bare", column, digits=2, scale=1e-3)
        for column, title in (
            (0, f"UDP: socket, {call}, close"), (2, f"TCP: socket, {call}, close"), (1, f"UDP: {call}(2) alone")))
