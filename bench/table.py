"""Markdown tables of medians, quartiles and ratios."""

from measure import Spread, ratios


def compare(title, unit, results, base, digits=1):
    """One row for each case; ratios are to the base, pair by pair."""
    lines = [f"| {title} | {unit}: median (quartiles) | ratio (quartiles) | |", "|---|---|---|---|"]
    for name, values in results.items():
        spread = Spread(values)
        ratio = ratio_of(values, results[base]) if name != base else "1"
        lines.append(f"| {name} | {show(spread, digits)} | {ratio} | {verdict(spread, Spread(results[base]), name == base)} |")
    return "\n".join(lines) + "\n"


def compare_column(title, unit, results, base, column, digits=1, scale=1):
    """The same, of one of the numbers of each result."""
    values = {name: [numbers[column] * scale for numbers in rows] for name, rows in results.items()}
    return compare(title, unit, values, base, digits)


def ratio_of(values, base):
    return show(ratios(values, base), 3)


def show(spread, digits):
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f} to {spread.high:.{digits}f})"


def verdict(spread, base, is_base):
    """No verdict where the ranges overlap."""
    if is_base:
        return "base"
    if spread.overlaps(base):
        return "no difference seen"
    return "more" if spread.median > base.median else "less"


def target(spread, most):
    """No verdict where the target lies between the quartiles."""
    found = "met" if spread.high <= most else "missed" if spread.low > most else "no verdict"
    return f"target {most:.2f}: {found}"
