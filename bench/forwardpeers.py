"""The forwarders that run side by side, the kernel among them."""

import contextlib
import itertools
import subprocess
from dataclasses import dataclass

from forwardnet import PROXY, SERVER
from forwardprograms import PROGRAMS, Place

DNAT = """
table ip forward {{
    chain prerouting {{
        type nat hook prerouting priority dstnat;
        ip daddr {address} {protocol} dport {port} dnat to {backend}
    }}
}}
"""

PORTS = itertools.count(6000)
DIRECT, KERNEL = "direct", "nft DNAT"


@dataclass
class Peer:
    """One that runs: where to ask, and the process that forwards, if there is one."""

    name: str
    address: str
    port: int
    process: subprocess.Popen = None


@contextlib.contextmanager
def peers(tools, network, names, protocol, server_port, **options):
    """All of them at once; they are idle but in their turns. Each has a port that none had before: the kernel remembers
    where it has led the connections to a port."""
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(peer(tools, network, name, Place(
            protocol, next(PORTS), server_port, network.folder.name, **options))) for name in names}


@contextlib.contextmanager
def peer(tools, network, name, place):
    if name == DIRECT:
        yield Peer(name, SERVER, place.server_port)
    elif name == KERNEL:
        yield Peer(name, PROXY, place.port)
    else:
        process = network.listen("proxy", PROGRAMS[name](tools, place), place.protocol, place.port)
        try:
            yield Peer(name, PROXY, place.port, process)
        finally:
            network.stop(process)


@contextlib.contextmanager
def translating(tools, network, peer, place_protocol, server_port):
    """The rule of DNAT is there in its turn only: the kernel tracks connections as long as there is such a rule."""
    if peer.name != KERNEL:
        yield
        return
    rules = DNAT.format(address=PROXY, protocol=place_protocol, port=peer.port, backend=f"{SERVER}:{server_port}")
    network.call("proxy", [tools.find("nft"), "-f", "-"], input=rules, text=True)
    try:
        yield
    finally:
        network.call("proxy", [tools.find("nft"), "delete", "table", "ip", "forward"])
