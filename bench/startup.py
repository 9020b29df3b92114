"""From start to exit of a program that does nothing."""

from measure import alternate, start_to_exit
from table import compare

TRUE = ["/bin/true"]


def startup(tools):
    run = ["run", "--bind", "127.0.0.7", "--", *TRUE]
    results = alternate(25, {
        "bare": lambda: start_to_exit(TRUE),
        "empty .NET application": lambda: start_to_exit([tools.empty]),
        "fairlead (the script)": lambda: start_to_exit([tools.script, *run]),
        "fairlead (the binary alone)": lambda: start_to_exit([tools.binary, *run]),
        "strace -f -e trace=bind": lambda: start_to_exit(tools.strace("bind") + TRUE),
    })
    return "\n".join([
        table("/bin/true, CPU time", results, 0),
        table("/bin/true, wall time", results, 1),
    ])


def table(title, results, column):
    values = {name: [pair[column] for pair in pairs] for name, pairs in results.items()}
    return compare(title, "ms", values, "empty .NET application")
