"""dnsperf asks nsd for 1000 names through each forwarder."""

from pathlib import Path

import forwardload
from forwardbench import ALL, DNS, SECONDS, listening
from forwardnet import SERVER
from forwardtable import table

ZONE = """$ORIGIN bench.test.
$TTL 3600
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 10.71.2.2
"""
NSD = """
server:
    server-count: 1
    ip-address: {address}@{port}
    username: ""
    chroot: ""
    zonesdir: "{folder}"
    zonelistfile: "{folder}/zone.list"
    xfrdfile: "{folder}/xfrd.state"
    xfrdir: "{folder}"
    database: ""
    pidfile: "{folder}/nsd.pid"
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: bench.test
    zonefile: bench.zone
"""


def dns(bench):
    folder = bench.network.folder.name
    names = [f"host{n}" for n in range(1000)]
    Path(folder, "bench.zone").write_text(ZONE + "".join(f"{name} A 10.0.0.1\n" for name in names), encoding="utf-8")
    queries = Path(folder, "queries")
    queries.write_text("".join(f"{name}.bench.test A\n" for name in names), encoding="utf-8")
    config = Path(folder, "nsd.conf")
    config.write_text(NSD.format(address=SERVER, port=DNS, folder=folder), encoding="utf-8")
    server = [bench.tools.find("nsd"), "-d", "-c", str(config)]
    with listening(bench.network, server, "udp", DNS):
        results = bench.shuffled("udp", ALL, DNS, lambda peer: forwardload.dns(
            bench.tools, bench.network, peer, str(queries), SECONDS))
    return table("dnsperf and nsd, 50 clients", "queries/s", "CPU µs each", results, time="mean µs")
