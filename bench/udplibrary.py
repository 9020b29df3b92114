"""Fairlead.Udp beside the framework's Socket: echo servers in C#, on a CPU of their own, under the same load."""

import os
import subprocess
from pathlib import Path

from measure import alternate
from namespaces import Namespace
from servers import Server
from table import compare_column

ROUNDS, MILLISECONDS, PORT = 9, 500, 5300
WAYS = {
    "Socket": "socket",
    "Socket, ReceiveMessageFrom": "message",
    "MultihomedUdpSocket": "multihomed",
    "DatagramBatch": "batch",
    "DatagramBatch, GRO and GSO": "segments",
}
LOADS = {
    "one in flight, 64 B": ["-f", "1", "-w", "1", "-s", "64"],
    "128 in flight of 64 clients, 64 B": ["-f", "64", "-w", "128", "-s", "64"],
    "4 clients that send 16 segments of 1200 B": ["-f", "4", "-w", "256", "-s", "1200", "-g", "16"],
}
RATE, CPU = 0, 1


def library(tools):
    """All servers run at the same time, each at a port of its own, and one is under load."""
    with Namespace():
        servers = {name: Server(tools.pinned([tools.program("udpservers/udpservers"), way, str(PORT + i)]))
                   for i, (name, way) in enumerate(WAYS.items())}
        try:
            return "\n".join(tables(title, measured(tools, servers, words)) for title, words in LOADS.items())
        finally:
            for server in servers.values():
                server.stop()


def tables(title, results):
    return (compare_column(f"UDP echo, {title}", "datagrams/s", results, "Socket", RATE, digits=0) + "\n"
            + compare_column(f"UDP echo, {title}", "CPU µs/datagram", results, "Socket", CPU, digits=2, scale=1e6))


def measured(tools, servers, words):
    return alternate(ROUNDS, {
        name: lambda i=i, server=server: under_load(tools, server.process, PORT + i, words)
        for i, (name, server) in enumerate(servers.items())})


def under_load(tools, server, port, words):
    """Datagrams answered in a second, and the CPU seconds of each. See udpload.c."""
    argv = [tools.find("taskset"), "-c", str(min(os.sched_getaffinity(0))),
            tools.program("udpload"), "-t", str(MILLISECONDS), *words, "127.0.0.1", str(port)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as load:
        load.stdout.readline()
        before = cpu_seconds(server)
        said, _ = load.communicate("\n")
        after = cpu_seconds(server)
    answers, seconds, *_ = map(float, said.split())
    return answers / seconds, (after - before) / answers


def cpu_seconds(process):
    """What all of its threads have run, the kernel's part included."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{process.pid}").glob("task/*/schedstat")) / 1e9
