"""Client, proxy and server: three network namespaces in a row, and the processes in them.

They have no names: they are gone with the last process in them, however the benchmark ends. What is started gets a
session of its own, so that Ctrl-C reaches the benchmark alone, which then stops everything in order.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from namespaces import CLONE_NEWNET, LIBC, check

PR_SET_PDEATHSIG = 1

CLIENT, PROXY, UPSTREAM, SERVER = "10.71.1.2", "10.71.1.1", "10.71.2.1", "10.71.2.2"
#: More addresses: of the client for more ports to ask from, of the proxy for more ports to forward from.
CLIENTS = [CLIENT, *(f"10.71.1.{n}" for n in range(10, 14))]
UPSTREAMS = [UPSTREAM, *(f"10.71.2.{n}" for n in range(10, 19))]

LAYOUT = {
    "proxy": [
        "link add toclient type veth peer name toproxy netns {client}",
        "link add toserver type veth peer name toproxy netns {server}",
        f"address add {PROXY}/24 dev toclient", *(f"address add {a}/24 dev toserver" for a in UPSTREAMS),
        "link set lo up", "link set toclient up", "link set toserver up",
    ],
    "client": [*(f"address add {a}/24 dev toproxy" for a in CLIENTS),
               "link set lo up", "link set toproxy up", f"route add default via {PROXY}"],
    "server": [f"address add {SERVER}/24 dev toproxy",
               "link set lo up", "link set toproxy up", f"route add default via {UPSTREAM}"],
}


class Network:
    """The proxy has the last CPU for itself; client and server share the first, or have one each where there are more."""

    def places(self, cpus):
        """The namespaces, each with the CPUs of what runs there."""
        return {"client": {cpus[0]}, "server": {cpus[1 if len(cpus) > 2 else 0]}, "proxy": {cpus[-1]}}

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))
        self.cpus = self.places(sorted(os.sched_getaffinity(0)))
        self.folder = tempfile.TemporaryDirectory(prefix="fairlead-bench-")
        self.running = []
        self.spaces = {name: new_namespace() for name in self.cpus}
        try:
            self.lay_out()
        except BaseException:
            self.__exit__()
            raise
        return self

    def lay_out(self):
        paths = {name: f"/proc/{os.getpid()}/fd/{fd}" for name, fd in self.spaces.items()}
        for name, lines in LAYOUT.items():
            self.call(name, ["ip", "-batch", "-"], input="\n".join(lines).format(**paths), text=True)
        self.call("proxy", ["sysctl", "-qw", "net.ipv4.ip_forward=1"])

    def __exit__(self, *_):
        for process in list(self.running):
            self.stop(process)
        for fd in self.spaces.values():
            os.close(fd)
        self.folder.cleanup()

    def entering(self, name):
        """For a child: into the namespace, on its CPU, with all the descriptors it may have, and not without us."""
        def enter():
            check(LIBC.setns(self.spaces[name], CLONE_NEWNET))
            os.sched_setaffinity(0, self.cpus[name])
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            check(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0))
        return enter

    def call(self, name, argv, **options):
        return subprocess.run(argv, preexec_fn=self.entering(name), **{"check": True, **options})

    def start(self, name, argv, **options):
        log = Path(self.folder.name, f"{len(os.listdir(self.folder.name))}.log")
        with open(log, "wb") as stderr:
            options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": stderr, **options}
            process = subprocess.Popen(argv, preexec_fn=self.entering(name), start_new_session=True, **options)
        process.log = log
        self.running.append(process)
        return process

    def listen(self, name, argv, protocol, port):
        """Starts a server; returns when it listens."""
        process = self.start(name, argv)
        deadline = time.monotonic() + 15
        while not self.listens(name, protocol, port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{' '.join(argv)} does not listen on {protocol} {port}:\n{process.log.read_text()}")
            time.sleep(0.05)
        return process

    def listens(self, name, protocol, port):
        said = self.call(name, ["ss", "-Hln", f"--{protocol}", f"sport = :{port}"], stdout=subprocess.PIPE)
        return said.stdout != b""

    def stop(self, process):
        """Ends it and all that it started."""
        signal_group(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        reap(process.pid)
        self.running.remove(process)


def new_namespace():
    home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    check(LIBC.unshare(CLONE_NEWNET))
    made = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    check(LIBC.setns(home, CLONE_NEWNET))
    os.close(home)
    return made


def signal_group(group, number):
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass


def reap(group):
    """Orphans of it are ours: see measure.adopt_orphans."""
    try:
        while True:
            os.waitpid(-group, 0)
    except ChildProcessError:
        pass
