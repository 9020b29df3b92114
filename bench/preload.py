"""The library of the preload engine, beside the same shim in C: its size, its start, and what its hooks cost."""

import os
import re
import socket
import subprocess
from pathlib import Path

import preloadcalls
from kernel import Clearing
from measure import Spread, alternate, numbers
from namespaces import Namespace
from table import compare_column, show, target

#: Two addresses of this host that are not loopback, as connections to loopback are left alone.
FIRST, SECOND = "10.66.0.1", "10.66.0.2"
RULES = [f"bind any wildcard to {SECOND}", "connect any loopback allow", f"connect any any from {SECOND}"]
REPLY = "reply udp any"
MOST_BYTES = 40 * 1024
STARTS, BLOCK = 1000, 50
SHIM, ADDRESS, PLAN = "C shim, BIND_ADDR", "preload, BIND_ADDR", "preload, a plan"


def preload(tools):
    with Namespace(FIRST, SECOND):
        cases = environments(tools)
        called = preloadcalls.calls(tools, cases, SHIM, ADDRESS, FIRST, SECOND)
        return "\n".join((size(tools), starts(tools, cases), called, reply(tools)))


def environments(tools):
    """What each case is started with."""
    address = f"BIND_ADDR={SECOND}"
    return {
        "bare": [],
        SHIM: [f"LD_PRELOAD={tools.program('shim.so')}", address],
        ADDRESS: [f"LD_PRELOAD={tools.library}", address],
        PLAN: [f"LD_PRELOAD={tools.library}", plan(tools, *RULES)],
    }


def plan(tools, *rules):
    """The rules as the library reads them: what `fairlead run` puts into the environment."""
    words = [word for rule in rules for word in ("-r", rule)]
    run = [tools.script, "run", "--engine", "preload", *words, "--", "/usr/bin/env"]
    said = subprocess.run(run, stdout=subprocess.PIPE, check=True, text=True).stdout
    return re.search(r"^FAIRLEAD_RULES=.*$", said, re.M)[0]


def size(tools):
    library, shim = (Path(file).stat().st_size for file in (tools.library, tools.program("shim.so")))
    met = "met" if library < MOST_BYTES else "missed"
    return f"libfairlead.so is {library} bytes long (target: less than {MOST_BYTES}: {met}); the C shim is {shim}.\n"


def starts(tools, cases):
    """From posix_spawn to the end of /bin/true, in C; which case begins a round changes."""
    words = [word for variables in cases.values() for word in ("--", *variables)]
    found = numbers(tools.pinned([tools.program("starts"), str(STARTS), "/bin/true", *words]))
    pairs = [found[i:i + 2] for i in range(0, len(found), 2)]
    results = {name: pairs[i::len(cases)] for i, name in enumerate(cases)}
    cpu, wall = (compare_column(f"/bin/true, {title}", "µs", results, "bare", column, digits=0, scale=1e-3)
                 for column, title in enumerate(("CPU time", "wall time")))
    return f"{cpu}\n{beyond(results)}\n{wall}"


def beyond(results):
    """In CPU time: in wall time other work of the machine weighs more than what is looked for."""
    added = {name: beyond_bare(results, name) for name in results if name != "bare"}
    told = "; ".join(f"{name}: {show(Spread(values), 1)} µs" for name, values in added.items())
    ratio = Spread([ours / theirs for ours, theirs in zip(added[ADDRESS], added[SHIM])])
    return f"Beyond bare, medians of blocks of {BLOCK}: {told}. {ADDRESS} to {SHIM}: {show(ratio, 3)} ({target(ratio, 1.15)}).\n"


def beyond_bare(results, name):
    """The medians of blocks of differences of neighbours: single starts differ by more than what is looked for."""
    more = [(pair[0] - bare[0]) / 1e3 for pair, bare in zip(results[name], results["bare"])]
    return [Spread(more[i:i + BLOCK]).median for i in range(0, len(more), BLOCK)]


def reply(tools):
    """A server that asks for nothing answers from the address that was asked, as one does that sees to it itself."""
    ruled = [f"LD_PRELOAD={tools.library}", plan(tools, REPLY)]
    rules = Path(tools.output, "reply.rules")
    rules.write_text(REPLY + "\n", encoding="utf-8")
    clear = Clearing(tools)
    results = alternate(15, {
        "bare": clear.before(lambda: echo(tools, [], "plain", FIRST)),
        "bare, a server that does so itself": lambda: echo(tools, [], "aware", SECOND),
        "preload, `reply udp any`": lambda: echo(tools, ["/usr/bin/env", *ruled], "plain", SECOND),
        "cgroup, `reply udp any`": lambda: echo(tools, tools.ruled(str(rules)), "plain", SECOND),
    })
    clear()
    return "\n".join(reply_table(*table, results) for table in enumerate((
        "UDP echo of a server on 0.0.0.0, one round trip", "of it the server's: recvfrom(2) and sendto(2)")))


def reply_table(column, title, results):
    ratio = Spread([ours[column] / bare[column] for ours, bare in zip(results["preload, `reply udp any`"], results["bare"])])
    return compare_column(title, "µs", results, "bare", column, digits=2, scale=1e-3) \
        + f"\npreload to bare: {show(ratio, 3)} ({target(ratio, 1.10)})\n"


def echo(tools, prefix, server, source):
    """The client is opened here, where no rules are, and asks the second address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind((FIRST, 0))
        program = tools.pinned([tools.program("answer"), "6000", server, str(client.fileno()), SECOND, source])
        return numbers(prefix + program, pass_fds=[client.fileno()])
