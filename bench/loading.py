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
    heads = ("CPU time", "beyond one rule", "wall time", "beyond one rule", "of it compile, load, attach")
    lines = [f"| `run -- /bin/true`, ms: median (quartiles) | {' | '.join(heads)} |", "|---|---|---|---|---|---|"]
    for name, file in files.items():
        attach = Spread([to_attached(tools, file) for _ in range(TRACED)])
        cells = [cell for column in (0, 1) for cell in (total(results, name, column), beyond(results, name, column))]
        lines.append(f"| {name} | {' | '.join(cells)} | {show(attach, 1)} |")
    return "\n".join(lines) + "\n"


def total(results, name, column):
    return show(Spread([pair[column] for pair in results[name]]), 1)


def beyond(results, name, column):
    """Neighbours are compared, as with ratios."""
    if name == ONE:
        return "base"
    return show(Spread([pair[column] - one[column] for pair, one in zip(results[name], results[ONE])]), 1)


def to_attached(tools, file):
    """From the rules as data to the rules in force, in milliseconds, as Fairlead itself says."""
    log = Path(f"{tools.output}/load.log")
    log.unlink(missing_ok=True)
    *run, end = tools.ruled(file)
    subprocess.run([*run, "-v", "--log", str(log), end, "/bin/true"], check=True)
    return float(re.search(r"attached, in ([\d.]+) ms", log.read_text(encoding="utf-8"))[1])
