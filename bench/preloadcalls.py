"""What calls cost that preloaded libraries hook: all of a call, and the hook alone."""

from measure import Spread, alternate, numbers, ratios
from table import show, target, verdict

ROUNDS = 15

#: In the order in which hooked.c prints them.
CALLS = (
    "bind, UDP, rewritten", "bind, TCP, rewritten", "bind to loopback, passes", "bind, AF_UNIX, passes",
    "connect, UDP, with its source", "connect, UDP to loopback, passes", "getsockname, passes",
    "sendto, to loopback, passes", "recvfrom, passes", "close, passes")


def calls(tools, environments, shim, library, peer, own):
    """The environments `shim` and `library` are compared with each other, too."""
    whole = alternate(ROUNDS, {
        name: lambda name=name, variables=variables: hooked(tools, "real", own if name == "bare" else "0.0.0.0", peer, variables)
        for name, variables in environments.items()})
    hooks = alternate(ROUNDS, {
        name: lambda variables=variables: hooked(tools, "chained", "0.0.0.0", peer, chain(tools, variables))
        for name, variables in environments.items()})
    return "\n".join((
        table("All of a call, CPU time", whole, 0, shim, library, 1.15),
        table("All of a call, wall time", whole, 1, shim, library),
        table("The hook alone: behind it, a library that does nothing; CPU time", hooks, 0, shim, library)))


def chain(tools, variables):
    """The same, with noop.so behind the library."""
    noop = tools.program("noop.so")
    return [f"{variables[0]}:{noop}", *variables[1:]] if variables else [f"LD_PRELOAD={noop}"]


def hooked(tools, how, asked, peer, variables):
    return numbers(["/usr/bin/env", *variables, *tools.pinned([tools.program("hooked"), how, asked, peer])])


def table(title, results, column, shim, library, most=None):
    """A row for each call: hooked.c prints two numbers for each."""
    heads = " | ".join(f"{name}, ns" for name in results)
    lines = [f"| {title} | {heads} | {library} to {shim} | |", "|" + "---|" * (len(results) + 3)]
    for i, call in enumerate(CALLS):
        values = {name: [round[2 * i + column] / 1e3 for round in rounds] for name, rounds in results.items()}
        ratio = ratios(values[library], values[shim])
        end = verdict(Spread(values[library]), Spread(values[shim]), False) + (f"; {target(ratio, most)}" if most else "")
        cells = " | ".join(show(Spread(of_one), 1) for of_one in values.values())
        lines.append(f"| {call} | {cells} | {show(ratio, 3)} | {end} |")
    return "\n".join(lines) + "\n"
