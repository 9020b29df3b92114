"""`fairlead forward` beside other forwarders: client, proxy and server in three network namespaces.

Load and server have a CPU, the forwarder has another. Peers run side by side, and take turns in a new order in each
repetition. No peer has its connections tracked by the kernel but DNAT, which needs it.
"""

import forwardload
from forwardbench import ALL, ECHO, ECHO_GRO, FEW, OURS, SECONDS, SOME, TCP, Bench, listening, udp
from forwarddns import dns
from forwardnet import SERVER, Network
from forwardpeers import DIRECT
from forwardsessions import sessions
from forwardtable import BASE, at_least, cpu_ratios, rate_ratios, table

#: Title, words for udpload, the server's port, peers, target.
LOADS = {
    "A": ("64 flows, 512 in flight, 64 B", ["-f", "64", "-w", "512"], ECHO, ALL, 1.3),
    "B": ("2000 flows, one in flight each, 64 B", ["-f", "2000", "-w", "2000"], ECHO, SOME, 1.3),
    "C": ("4 flows, 32 in flight each, 1200 B in bursts of 16", ["-f", "4", "-w", "128", "-s", "1200", "-c", "16"],
          ECHO, FEW, None),
    "D": ("4 flows, 128 in flight each, 1200 B, GSO and GRO", ["-f", "4", "-w", "512", "-s", "1200", "-g", "32"],
          ECHO_GRO, SOME, 7),
    "L": ("open loop, 15 000 a second, 64 flows, 64 B", ["-f", "64", "-r", "15000"], ECHO,
          [DIRECT, BASE, "socat", OURS], None),
    "N": ("open loop, 4 000 new flows a second, 64 B", ["-f", "4096", "-o", "-r", "4000"], ECHO, FEW, None),
}


def forward(tools):
    with Network() as network:
        bench = Bench(tools, network)
        network.listen("server", [tools.program("udpecho"), SERVER, str(ECHO)], "udp", ECHO)
        network.listen("server", [tools.program("udpecho"), SERVER, str(ECHO_GRO), "gro"], "udp", ECHO_GRO)
        sections = {name: lambda name=name: load(bench, name) for name in LOADS}
        sections |= {"sessions": lambda: sessions(bench), "dns": lambda: dns(bench), "tcp": lambda: tcp(bench)}
        names = tools.option("scenarios") or (["A", "B", "D", "tcp"] if bench.is_quick else list(sections))
        return "\n".join(sections[name]() for name in names)


def load(bench, name):
    title, words, port, names, least = LOADS[name]
    results = bench.shuffled("udp", names, port, lambda peer: udp(bench, peer, words),
                             rounds=3 if least is None else 4, **limits(name))
    return table(f"{name}: {title}", "round trips/s", "CPU µs each", results) + target(results, least)


def limits(name):
    """Sessions of new flows end soon: there are descriptors for so many."""
    return {"idle": 1, "sessions": 8192} if name == "N" else {}


def target(results, least):
    if least is None or not {OURS, BASE} <= results.keys():
        return ""
    what = f"{OURS} to {BASE}, in throughput or CPU"
    spreads = [compare(results[OURS], results[BASE]) for compare in (rate_ratios, cpu_ratios)]
    kept = "met" if not any(s.lost for s in results[OURS]) else "missed"
    return f"\n{at_least(what, spreads, least).rstrip()} Nothing lost: {kept}.\n"


def tcp(bench):
    server = [bench.tools.find("iperf3"), "-s", "-p", str(TCP)]
    with listening(bench.network, server, "tcp", TCP):
        results = bench.shuffled("tcp", [DIRECT, BASE, "haproxy", "haproxy-256k", "socket-proxyd", OURS], TCP,
                                 lambda peer: forwardload.tcp(bench.tools, bench.network, peer, SECONDS), rounds=4)
    told = table("TCP: iperf3, one stream", "Gbit/s", "CPU s a GB", results, digits=1)
    if {OURS, "haproxy"} <= results.keys():
        rates = rate_ratios(results[OURS], results["haproxy"])
        told += "\n" + at_least(f"{OURS} to haproxy, in throughput", [rates], 1)
    return told
