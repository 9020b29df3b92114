"""From start to exit of a program that does nothing."""

from measure import alternate, start_to_exit
from table import compare_column, ratio_of

TRUE = ["/bin/true"]


def startup(tools):
    seccomp, cgroup = (["run", "--engine", engine, "--bind", "127.0.0.7", "--", *TRUE] for engine in ("seccomp", "cgroup"))
    results = alternate(25, {
        "bare": lambda: start_to_exit(TRUE),
        "empty .NET application": lambda: start_to_exit([tools.empty]),
        "fairlead, seccomp (the script)": lambda: start_to_exit([tools.script, *seccomp]),
        "fairlead, cgroup (the script)": lambda: start_to_exit([tools.script, *cgroup]),
        "fairlead, seccomp (the binary alone)": lambda: start_to_exit([tools.binary, *seccomp]),
        "fairlead, cgroup (the binary alone)": lambda: start_to_exit([tools.binary, *cgroup]),
        "strace -f -e trace=bind": lambda: start_to_exit(tools.strace("bind") + TRUE),
    })
    return "\n".join(table(title, results, column) for column, title in enumerate(("CPU time", "wall time")))


def table(title, results, column):
    cgroup, seccomp = ([pair[column] for pair in results[f"fairlead, {e} (the script)"]] for e in ("cgroup", "seccomp"))
    return compare_column(f"/bin/true, {title}", "ms", results, "empty .NET application", column) \
        + f"\ncgroup to seccomp: {ratio_of(cgroup, seccomp)}\n"
