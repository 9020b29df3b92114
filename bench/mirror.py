"""What clients of a target see of `fairlead mirror`, and what the agent takes.

Each case has a target of its own, all alike, and its session stands through the whole run: only the cases take turns.
"""

import collections
import contextlib
import re
import subprocess

import mirroragent
from measure import alternate
from mirrornet import HTTP_PORT, Targets
from mirrorsession import Session
from mirrortable import latency, throughput, what_arrived

UNTOUCHED, MIRRORED, WHOLE, STALLED, STOLEN, PASSIVE = (
    "untouched", "mirrored", "mirrored, the copy kept whole", "mirrored, stalled program", "stolen", "mirrored, passive")

#: Kind, local program, options.
SESSIONS = {
    MIRRORED: ("mirror", "sink", []),
    WHOLE: ("mirror", "sink", ["--patience", "60000"]),
    STALLED: ("mirror", "stall", []),
    STOLEN: ("steal", "answer", []),
    PASSIVE: ("mirror", "sink", ["--passive"]),
}
CASES = [UNTOUCHED, *SESSIONS]
COPIED = [MIRRORED, WHOLE, PASSIVE]
#: All but that which differs in nothing but what becomes of a copy that is behind.
DISTINCT = [name for name in CASES if name != WHOLE]


def mirror(tools):
    bench = Bench(tools)
    with Targets(tools, [*CASES, mirroragent.PLACE]) as network:
        with contextlib.ExitStack() as stack:
            bench.begin(network, stack)
            tables = [bench.bulk(), bench.requests(), bench.latencies()]
            tables.append(mirroragent.load(bench.sessions, bench.costs))
        tables.append(mirroragent.starts(tools, network, rounds=3 if bench.is_quick else 5))
    return "\n".join(tables)


class Bench:
    def __init__(self, tools):
        self.tools = tools
        self.is_quick = "--quick" in tools.words
        self.rounds = 3 if self.is_quick else 6
        self.milliseconds = 300 if self.is_quick else 1000
        self.arrived = {name: [] for name in COPIED}
        #: CPU seconds of the agent for a GiB.
        self.costs = collections.defaultdict(list)

    def begin(self, network, stack):
        self.network = network
        self.sessions = {
            name: stack.enter_context(Session(network, network.targets[name], kind, mode, options, by_shell=True))
            for name, (kind, mode, options) in SESSIONS.items()}

    def alternate(self, names, measure, rounds=None):
        """Each has a turn that does not count."""
        for name in names:
            measure(name)
        return alternate(rounds or self.rounds, {name: lambda name=name: measure(name) for name in names})

    def ask(self, mode, name, milliseconds):
        return self.network.ask(mode, self.network.targets[name], milliseconds)

    def bulk(self):
        uploads = self.alternate(CASES, self.upload)
        arrived, self.arrived = self.arrived, {name: [] for name in COPIED}
        paced = self.alternate(CASES, lambda name: self.upload(name, "paced"))
        downloads = self.alternate(DISTINCT, self.download)
        return "\n".join([
            throughput("one connection, from client to server", "MiB/s", uploads, WHOLE, MIRRORED),
            what_arrived(arrived),
            throughput("the same, by a client with 1 Gbit/s", "MiB/s", paced, WHOLE, MIRRORED),
            what_arrived(self.arrived),
            throughput("one connection, from server to client", "MiB/s", downloads, MIRRORED)])

    def upload(self, name, how="upload"):
        session = self.sessions.get(name)
        before, cpu = (len(session.counts()), session.agent.seconds()) if session else (0, 0)
        sent, seconds = self.ask(how, name, self.milliseconds)
        if name in COPIED:
            self.arrived[name].append((session.copied(before + 1) or 0) / sent)
            self.costs[name, how].append((session.agent.seconds() - cpu) / (sent / 2**30))
        return sent / seconds / 2**20

    def download(self, name):
        received, seconds = self.ask("download", name, self.milliseconds)
        return received / seconds / 2**20

    def requests(self):
        rates = self.alternate(DISTINCT, self.http, rounds=3 if self.is_quick else 5)
        return throughput("nginx under wrk, 16 connections", "requests/s", rates, MIRRORED)

    def http(self, name):
        """wrk takes whole seconds."""
        argv = [self.tools.find("wrk"), "-t1", "-c16", "-d1s", f"http://{self.network.targets[name].address}:{HTTP_PORT}/"]
        said = self.network.call("client", argv, stdout=subprocess.PIPE, text=True).stdout
        return float(re.search(r"Requests/sec:\s*([\d.]+)", said).group(1))

    def latencies(self):
        rounds = 5 if self.is_quick else 11
        exchanges = self.alternate(DISTINCT, lambda name: self.ask("exchange", name, 300), rounds)
        connects = self.alternate(DISTINCT, lambda name: self.ask("connect", name, 300), rounds)
        return latency("a byte there and back, connection kept", exchanges, MIRRORED) + "\n" + latency(
            "connect, a byte there and back, close", connects, MIRRORED)
