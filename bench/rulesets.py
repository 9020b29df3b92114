"""Files of rules, by title. The rule that matches stands last: all others must be known not to match."""

from pathlib import Path

SIZES = (1, 10, 1000, 10000)


def addresses(tools, start, other, last, sizes=SIZES):
    """START ADDRESS OTHER, with an address in each that nobody asks for, and then START any LAST."""
    files = {}
    for size in sizes:
        rules = [f"{start} {host('10.1', i)} {other}" for i in range(size - 1)]
        files[title(size)] = write(tools, f"{start} {last} {size}", [*rules, f"{start} any {last}"])
    return files


def mixed(tools, verb, other, last, size=10000):
    """Rules of all shapes: for TCP, UDP and both; of addresses, ports, both together, and networks."""
    rules = []
    for i in range(size - 1):
        protocol = ("any", "tcp", "udp")[i % 3]
        shapes = (
            host("10.1", i),
            f"any:{2000 + i}",
            f"{host('10.2', i)}:{2000 + i}",
            f"10.{100 + i // 256}.{i % 256}.0/24",
        )
        rules.append(f"{verb} {protocol} {shapes[i % 4]} {other}")
    return {f"{title(size)} of all shapes": write(tools, f"{verb} {last} mixed", [*rules, f"{verb} any any {last}"])}


def title(size):
    return "1 rule" if size == 1 else f"{size:,} rules".replace(",", " ")


def host(prefix, i):
    return f"{prefix}.{i // 250}.{i % 250 + 1}"


def write(tools, name, rules):
    file = f"{tools.output}/{name.replace(' ', '-')}.rules"
    Path(file).write_text("\n".join(rule.rstrip() for rule in rules) + "\n", encoding="utf-8")
    return file
