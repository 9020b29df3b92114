"""What all measurements of forwarders share: how often, how long, which peers, and in which order."""

import contextlib
import random

import forwardload
from forwardnet import SERVER
from forwardpeers import DIRECT, KERNEL, peers, translating
from forwardtable import BASE

ECHO, ECHO_GRO, DNS, TCP = 5000, 5001, 5053, 5201
OURS = "fairlead"
FEW, SOME, ALL = [DIRECT, BASE, OURS], [DIRECT, KERNEL, BASE, OURS], [DIRECT, KERNEL, BASE, "socat", OURS]

#: Of dnsperf and iperf3, which take whole ones.
SECONDS = 1


class Bench:
    """What all scenarios share: how often, how long, and which peers."""

    def __init__(self, tools, network):
        self.tools = tools
        self.network = network
        self.is_quick = "--quick" in tools.words
        self.milliseconds = 600 if self.is_quick else 1200
        self.wanted = tools.option("peers")

    def choose(self, names):
        """--quick leaves out what is no rival; --peers says which ones."""
        if self.wanted:
            return [name for name in names if name in self.wanted]
        return [name for name in names if name not in (KERNEL, "socat", "haproxy-256k")] if self.is_quick else names

    def shuffled(self, protocol, names, server_port, measure, rounds=3, **options):
        """Samples by peer; `measure` takes one of a peer."""
        names = self.choose(names)
        results = {name: [] for name in names}
        with peers(self.tools, self.network, names, protocol, server_port, **options) as running:
            for _ in range(3 if self.is_quick else rounds):
                for peer in random.sample(list(running.values()), len(running)):
                    with translating(self.tools, self.network, peer, protocol, server_port):
                        results[peer.name].append(measure(peer))
        return results


def udp(bench, peer, words):
    return forwardload.udp(bench.tools, bench.network, peer, words, bench.milliseconds)


@contextlib.contextmanager
def listening(network, argv, protocol, port):
    server = network.listen("server", argv, protocol, port)
    try:
        yield
    finally:
        network.stop(server)
