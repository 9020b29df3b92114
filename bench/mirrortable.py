"""Tables of `fairlead mirror`: all is compared with the first case, round by round."""

from forwardtable import at_least
from measure import Spread, ratios
from table import compare, show, target

LEAST_THROUGHPUT, MOST_LATENCY = 0.6, 200


def throughput(title, unit, results, *judged):
    """Ratios to the first case; the named ones have a target."""
    base = next(iter(results))
    found = [at_least(f"{name} to {base}", [ratios(results[name], results[base])], LEAST_THROUGHPUT) for name in judged]
    return compare(title, unit, results, base, digits=0) + "\n" + "".join(found)


def what_arrived(shares):
    """How much of each copy came to the local program; the turns that do not count elsewhere do so here."""
    lines = ["| of the copies | arrived: median (quartiles) | whole copies |", "|---|---|---|"]
    for name, values in shares.items():
        spread = Spread([100 * value for value in values])
        lines.append(f"| {name} | {show(spread, 1)} % | {sum(value == 1 for value in values)} of {len(values)} |")
    return "\n".join(lines) + "\n"


def latency(title, results, judged):
    """Medians and 99th percentiles, and what they are beyond the first case's."""
    base = next(iter(results))
    lines = [f"| {title}, µs | median (quartiles) | beyond {base} | 99th percentile | beyond {base} |", "|---|---|---|---|---|"]
    for name, pairs in results.items():
        cells = [cell for column in (0, 1) for cell in (
            show(Spread([pair[column] for pair in pairs]), 1),
            show(beyond(pairs, results[base], column), 1) if name != base else "base")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    more = beyond(results[judged], results[base], 0)
    return "\n".join(lines) + f"\n\n{judged}, beyond {base} at the median, in µs: {target(more, MOST_LATENCY)}.\n"


def beyond(pairs, base, column):
    return Spread([pair[column] - other[column] for pair, other in zip(pairs, base)])
