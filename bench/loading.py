"""What many rules cost before the program starts: they are read, compiled, loaded and attached."""

import re
import subprocess
from pathlib import Path

import rulesets
from measure import Spread, alternate, start_to_exit
from table import show

ROUNDS, TRACED = 11, 5
ONE = rulesets.title(1)


def loading(tools):
    files = {
        **rulesets.addresses(tools, "bind any", "to 127.0.0.8", "to 127.0.0.7"),
        **rulesets.mixed(tools, "bind", "to 127.0.0.8", "to 127.0.0.7"),
    }
    results = alternate(ROUNDS, {
        name: lambda file=file: start_to_exit([*tools.ruled(file), "/bin/true"]) for name, file in files.items()})
    heads = ("CPU time", "beyond one rule", "wall time", "beyond one rule", "in bpf(2)")
    lines = [f"| `run -- /bin/true`, ms: median (quartiles) | {' | '.join(heads)} |", "|---|---|---|---|---|---|"]
    for name, file in files.items():
        kernel = Spread([in_bpf(tools, file) for _ in range(TRACED)])
        cells = [cell for column in (0, 1) for cell in (total(results, name, column), beyond(results, name, column))]
        lines.append(f"| {name} | {' | '.join(cells)} | {show(kernel, 1)} |")
    return "\n".join(lines) + "\n"


def total(results, name, column):
    return show(Spread([pair[column] for pair in results[name]]), 1)


def beyond(results, name, column):
    """Neighbours are compared, as with ratios."""
    if name == ONE:
        return "base"
    return show(Spread([pair[column] - one[column] for pair, one in zip(results[name], results[ONE])]), 1)


def in_bpf(tools, file):
    """The time inside bpf(2), in milliseconds; what strace adds to a call is small beside a batch."""
    trace = f"{tools.output}/bpf.trace"
    strace = [tools.find("strace"), "-f", "-T", "-e", "trace=bpf", "-o", trace]
    subprocess.run([*strace, *tools.ruled(file), "/bin/true"], check=True)
    return sum(float(seconds) for seconds in re.findall(r"<([\d.]+)>$", Path(trace).read_text(), re.M)) * 1e3
