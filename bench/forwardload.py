"""One measurement of one forwarder: what it carried, what that cost it, what was lost, how long a round trip took."""

import json
import re
import subprocess
import time
from dataclasses import dataclass

from forwardcosts import cpu_seconds, resident_bytes


@dataclass
class Sample:
    """Of a second: round trips, queries, or gigabits. CPU is of one round trip in us, or of a gigabyte in seconds."""

    rate: float
    cpu: float
    #: Seconds that the forwarder waited for its CPU, to a second that it ran: other work is in the way.
    waited: float
    #: The share that was lost, the first asking and the warm-up included; None: not counted.
    lost: float = None
    #: Microseconds of a round trip.
    median: float = None
    resident: float = 0.0


class Cpu:
    """The CPU time of a forwarder since this was made; none where the kernel forwards."""

    def __init__(self, process):
        self.process = process
        self.before = self.now()

    def now(self):
        return cpu_seconds(self.process) if self.process else (0.0, 0.0)

    def per(self, count):
        """Of each of so many, and the share of waiting."""
        run, waited = (now - before for now, before in zip(self.now(), self.before))
        return run / max(count, 1), waited / run if run else 0.0


def udp(tools, network, peer, words, milliseconds):
    """See udpload.c."""
    argv = [tools.program("udpload"), "-t", str(milliseconds), *words, peer.address, str(peer.port)]
    load = network.start("client", argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        if load.stdout.readline() != b"ready\n":
            raise SystemExit(f"{peer.name}: {load.log.read_text()}")
        cpu = Cpu(peer.process)
        load.stdin.write(b"\n")
        load.stdin.flush()
        answers, seconds, lost, median, _, _, lost_before = map(float, load.stdout.readline().split())
        each, waited = cpu.per(answers)
        resident = resident_bytes(peer.process) if peer.process else 0.0
        return Sample(answers / seconds, each * 1e6, waited, (lost + lost_before) / max(answers, 1), median, resident)
    finally:
        network.stop(load)
        load.stdin.close()
        load.stdout.close()


def dns(tools, network, peer, queries, seconds):
    argv = [tools.find("dnsperf"), "-s", peer.address, "-p", str(peer.port), "-d", queries, "-c", "50", "-q", "400",
            "-T", "1", "-l", str(seconds), "-t", "1"]
    cpu = Cpu(peer.process)
    said = network.call("client", argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    completed, lost = found(r"Queries completed:\s+(\d+)", said), found(r"Queries lost:\s+(\d+)", said)
    each, waited = cpu.per(completed)
    return Sample(found(r"Queries per second:\s+([\d.]+)", said), each * 1e6, waited, lost / max(completed, 1),
                  found(r"Average Latency \(s\):\s+([\d.]+)", said) * 1e6)


def found(pattern, text):
    return float(re.search(pattern, text)[1])


def tcp(tools, network, peer, seconds):
    """One stream of iperf3 from client to server."""
    cpu = Cpu(peer.process)
    said = iperf(tools, network, peer, seconds)
    if "error" in said:
        raise SystemExit(f"{peer.name}: {said['error']}")
    received = said["end"]["sum_received"]
    return Sample(received["bits_per_second"] / 1e9, *cpu.per(received["bytes"] / 1e9))


def iperf(tools, network, peer, seconds):
    """The server may still be at the end of the one before: then it is busy, or closes what it has just accepted."""
    argv = [tools.find("iperf3"), "-J", "-c", peer.address, "-p", str(peer.port), "-t", str(seconds)]
    for _ in range(3):
        said = json.loads(network.call("client", argv, check=False, stdout=subprocess.PIPE).stdout)
        if not any(word in said.get("error", "") for word in ("busy", "closed unexpectedly")):
            break
        time.sleep(0.5)
    return said
