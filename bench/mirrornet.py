"""Clients and targets of `fairlead mirror`: a network namespace of the clients, where the sessions run, too, and one for
each target, so that no session touches another's.

A target is a process with a network and a /tmp of its own, in which a real server and an nginx run. An agent is brought
there through a shell, as into a container, and stays until the target is gone.
"""

import os
import subprocess
import time
from pathlib import Path

from forwardnet import Network
from throughput import NGINX

SERVER_PORT, HTTP_PORT = 8080, 80
HOLD = "mount -t tmpfs none /tmp && exec sleep infinity"


class Targets(Network):
    """No process is tied to a CPU: agent, session and local program come in where client and server were alone."""

    def __init__(self, tools, names):
        self.tools = tools
        self.names = names

    def places(self, cpus):
        return {name: set(cpus) for name in ("client", *self.names)}

    def lay_out(self):
        lines = ["link set lo up"]
        for name, number in self.numbers():
            lines += [f"link add to{number} type veth peer name near netns /proc/{os.getpid()}/fd/{self.spaces[name]}",
                      f"address add 10.72.{number}.1/24 dev to{number}", f"link set to{number} up"]
        self.ip("client", lines)
        for name, number in self.numbers():
            self.ip(name, ["link set lo up", f"address add 10.72.{number}.2/24 dev near", "link set near up"])
        self.targets = {name: Target(self, name, f"10.72.{number}.2") for name, number in self.numbers()}

    def numbers(self):
        return [(name, number) for number, name in enumerate(self.names, 1)]

    def ip(self, name, lines):
        self.call(name, ["ip", "-batch", "-"], input="\n".join(lines), text=True)

    def ask(self, mode, target, milliseconds):
        """The two numbers of tcpask."""
        argv = [self.tools.program("tcpask"), mode, target.address, str(SERVER_PORT), str(milliseconds)]
        return [float(word) for word in self.call("client", argv, stdout=subprocess.PIPE, text=True).stdout.split()]

    def nginx(self, name):
        """The words of an nginx with a folder of its own."""
        folder = f"{self.folder.name}/nginx-{name.replace(' ', '-').replace(',', '')}"
        os.makedirs(folder, exist_ok=True)
        Path(folder, "conf").write_text(NGINX.format(folder=folder, address="0.0.0.0", port=HTTP_PORT), encoding="utf-8")
        return [self.tools.find("nginx"), "-p", folder, "-e", "stderr", "-c", f"{folder}/conf"]


class Target:
    """Where a real program runs."""

    def __init__(self, network, name, address):
        self.name = name
        self.address = address
        self.holder = network.start(name, ["unshare", "--mount", "sh", "-c", HOLD])
        await_true(lambda: is_held(self.holder.pid), f"the target {name} does not stand: {self.holder.log}")
        network.listen(name, [network.tools.program("tcpserve"), "answer", str(SERVER_PORT)], "tcp", SERVER_PORT)
        network.listen(name, network.nginx(f"real {name}"), "tcp", HTTP_PORT)

    @property
    def word(self):
        """A target with an agent of `fairlead agent`."""
        return f"pid:{self.holder.pid}"

    @property
    def shell(self):
        """A target that the agent is uploaded to."""
        return f"shell:nsenter --target {self.holder.pid} --mount --net sh"


def is_held(pid):
    """It is sleep already, and no shell any more."""
    return Path(f"/proc/{pid}/comm").read_text() == "sleep\n"


def await_true(condition, failure, seconds=30, step=0.02):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(failure)
        time.sleep(step)
