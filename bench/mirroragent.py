"""What the agent takes: bytes to upload, time to start, memory, CPU."""

import subprocess
import time
from pathlib import Path

from measure import Spread, alternate
from mirrornet import SERVER_PORT
from mirrorsession import Session
from table import show, target

#: The target of the starts.
PLACE = "starts"
MOST_UPLOAD, MOST_RESIDENT, MOST_START = 16, 30, 3000
UPLOADED, KEPT, LOCAL = "uploaded", "kept there before", "`fairlead agent` of this host (pid target)"


def starts(tools, network, rounds):
    place = Starts(network)
    results = alternate(rounds, {UPLOADED: place.upload, KEPT: lambda: place.begin(by_shell=True), LOCAL: place.begin})
    lines = ["| the agent | command to first mirrored byte, ms: median (quartiles) | resident then, MiB |", "|---|---|---|"]
    lines += [f"| {name} | {cell(pairs, 0, 0)} | {cell(pairs, 1, 1)} |" for name, pairs in results.items()]
    kept = target(Spread([pair[0] for pair in results[KEPT]]), MOST_START)
    return "\n".join([*lines, "", f"{KEPT}, ms: {kept}. {sizes(tools)}", ""])


def cell(pairs, column, digits):
    return show(Spread([pair[column] for pair in pairs]), digits)


def sizes(tools):
    """gzip packs what goes over the wire."""
    files = list(Path(tools.root, "artifacts/fairlead/agent").iterdir())
    packed = sum(file.stat().st_size for file in files) / 1e6
    found = "met" if packed < MOST_UPLOAD else "missed"
    return (f"It is uploaded in {packed:.1f} MB (target: less than {MOST_UPLOAD}: {found}), "
            f"and takes {sum(unpacked(file) for file in files) / 1e6:.1f} MB of the target's disk.")


def unpacked(file):
    """gzip(1) ends a file with its length."""
    return int.from_bytes(file.read_bytes()[-4:], "little") if file.suffix == ".gz" else file.stat().st_size


def load(sessions, costs):
    """The most that was resident up to the end of all the measurements before."""
    lines = ["| the uploaded agent | most resident, MiB | CPU for a GiB from client to server, s | at 1 Gbit/s |", "|---|---|---|---|"]
    most = {name: session.agent.mebibytes("VmHWM") for name, session in sessions.items()}
    for name, resident in most.items():
        spent = [show(Spread(costs[name, how]), 2) if (name, how) in costs else "" for how in ("upload", "paced")]
        lines.append(f"| {name} | {resident:.1f} | {' | '.join(spent)} |")
    found = "met" if max(most.values()) <= MOST_RESIDENT else "missed"
    return "\n".join([*lines, "", f"Resident, target {MOST_RESIDENT}: {found}.", ""])


class Starts:
    """From the command to the first byte that the local program gets, while a client asks every few milliseconds."""

    def __init__(self, network):
        self.network = network
        self.target = network.targets[PLACE]
        self.begin(by_shell=True)

    def upload(self):
        remove(self.target.holder.pid)
        return self.begin(by_shell=True)

    def begin(self, by_shell=False):
        argv = [self.network.tools.program("tcpask"), "poll", self.target.address, str(SERVER_PORT), "60000"]
        client = self.network.start("client", argv)
        start = time.monotonic()
        try:
            with Session(self.network, self.target, "mirror", "sink", by_shell=by_shell) as session:
                session.await_said("first")
                return (time.monotonic() - start) * 1e3, session.agent.mebibytes()
        finally:
            self.network.stop(client)


def remove(pid):
    """The kept agent, in the target's own /tmp."""
    subprocess.run(["nsenter", "--target", str(pid), "--mount", "sh", "-c", "rm -r /tmp/fairlead-agent.*"], check=True)
