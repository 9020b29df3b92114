"""The same load over few and many sessions: what a datagram costs, and what a session keeps."""

import resource

from forwardbench import ECHO, OURS, udp
from forwardnet import CLIENTS
from forwardtable import BASE, lost
from measure import Spread

#: Descriptors that a forwarder needs beside those of its sessions.
OTHER_FILES = 1000
MOST_SESSIONS, MOST_BYTES = 100_000, 400 << 20


def sessions(bench):
    """The same load over more and more sessions; where each is used again and again, and its memory stays."""
    most = min(MOST_SESSIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - OTHER_FILES)
    lines = ["| sessions: 128 in flight, 64 B | sessions | round trips/s | CPU µs each | to 1 session | lost "
             "| resident MiB | bytes a session |", "|---|---|---|---|---|---|---|---|"]
    found = {count: live(bench, count) for count in (1, 10_000, most)}
    for name in found[1]:
        lines += [sessions_row(name, count, results[name], found[1][name]) for count, results in found.items()]
    note = "" if most == MOST_SESSIONS else (
        f"\nThe hard limit of descriptors (RLIMIT_NOFILE) leaves room for {most} sessions here, not {MOST_SESSIONS}.\n")
    return "\n".join(lines) + "\n" + note + memory(found, most)


def live(bench, count):
    sources = [word for address in CLIENTS for word in ("-b", address)]
    words = ["-f", str(count), "-w", "128", *sources]
    return bench.shuffled("udp", [BASE, OURS], ECHO, lambda peer: udp(bench, peer, words), rounds=2, sessions=count)


def sessions_row(name, count, samples, single):
    cpu, single_cpu = median(samples, "cpu"), median(single, "cpu")
    bytes_each = f"{session_bytes(samples, single, count):.0f}" if count > 1 else ""
    return (f"| {name} | {count} | {median(samples, 'rate'):.0f} | {cpu:.2f} | {cpu / single_cpu:.2f} "
            f"| {lost(samples)} | {median(samples, 'resident') / (1 << 20):.0f} | {bytes_each} |")


def session_bytes(samples, single, count):
    return (median(samples, "resident") - median(single, "resident")) / (count - 1)


def median(samples, field):
    return Spread([getattr(s, field) for s in samples]).median


def memory(found, most):
    """A forwarder with fewer sessions can only miss the target; what it would need for all is reckoned."""
    if OURS not in found[most]:
        return ""
    single, samples = found[1][OURS], found[most][OURS]
    resident = max(s.resident for s in samples)
    whole = median(single, "resident") + session_bytes(samples, single, most) * MOST_SESSIONS
    met = "missed" if resident >= MOST_BYTES else "met" if most == MOST_SESSIONS else (
        f"no verdict; by the bytes a session it would be {whole / (1 << 20):.0f} MiB")
    return f"\n{OURS}, {MOST_SESSIONS} sessions in less than {MOST_BYTES >> 20} MiB: {met}.\n"
