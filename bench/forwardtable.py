"""Tables of forwarders: ratios are to nginx, repetition by repetition."""

from measure import Spread, ratios
from table import show

BASE = "nginx"
DISTURBED = 0.1
#: Its own processes are in each other's way.
CROWD = "socat"
RULE = "|---|---|---|---|---|---|---|---|"


def table(title, unit, cpu_unit, results, digits=0, time="p50 µs", base=BASE):
    """More than 1 is better than nginx in both ratios."""
    lines = [f"| {title} | {unit} | to {base} | {cpu_unit} | {base}'s to this | lost | {time} | |", RULE]
    lines += [row(name, samples, results.get(base), digits, name == base) for name, samples in results.items()]
    return "\n".join(lines) + "\n" + disturbances(results)


def disturbances(results):
    waits = {name: Spread([s.waited for s in samples]).median for name, samples in results.items()}
    told = [f"{name} {wait:.0%}" for name, wait in waits.items() if wait > DISTURBED and name != CROWD]
    return f"\nTime waited for the CPU to time run, as other work was in the way: {', '.join(told)}.\n" if told else ""


def row(name, samples, base, digits, is_base):
    rates, cpus = [s.rate for s in samples], [s.cpu for s in samples]
    cells = [
        name,
        f"{Spread(rates).median:.{digits}f}",
        ratio(rate_ratios(samples, base)) if base else "",
        f"{Spread(cpus).median:.2f}" if any(cpus) else "in the kernel",
        ratio(cpu_ratios(samples, base)) if base else "",
        lost(samples),
        f"{Spread([s.median for s in samples]).median:.0f}" if samples[0].median is not None else "",
        "base" if is_base else verdict(samples, base) if base else "",
    ]
    return f"| {' | '.join(cells)} |"


def rate_ratios(samples, base):
    return ratios([s.rate for s in samples], [s.rate for s in base])


def cpu_ratios(samples, base):
    """None where the kernel forwards."""
    if not all(s.cpu for s in (*samples, *base)):
        return None
    return ratios([s.cpu for s in base], [s.cpu for s in samples])


def ratio(spread):
    return show(spread, 2) if spread else ""


def lost(samples):
    if samples[0].lost is None:
        return ""
    worst = max(s.lost for s in samples)
    return "0" if worst == 0 else f"{Spread([s.lost for s in samples]).median:.2%}, at most {worst:.2%}"


def verdict(samples, base):
    """No verdict where the ranges overlap."""
    told = [compared([s.rate for s in samples], [s.rate for s in base], "faster", "slower")]
    if cpu_ratios(samples, base):
        told.append(compared([s.cpu for s in samples], [s.cpu for s in base], "more CPU", "less CPU"))
    return ", ".join(word for word in told if word) or "no difference seen"


def compared(values, base, more, less):
    ours, theirs = Spread(values), Spread(base)
    if ours.overlaps(theirs):
        return ""
    return more if ours.median > theirs.median else less


def at_least(what, spreads, least):
    """Met where one of the ratios is as great with both quartiles; no verdict where it lies between them."""
    is_met, is_missed = any(s.low >= least for s in spreads), all(s.high < least for s in spreads)
    return f"{what}: target {least:g}: {'met' if is_met else 'missed' if is_missed else 'no verdict'}.\n"
