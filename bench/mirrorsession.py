"""Sessions of `fairlead mirror` in the background, and what their agents cost."""

import os
import re
import shlex
import subprocess
from pathlib import Path

from mirrornet import HTTP_PORT, SERVER_PORT, await_true

TICKS = os.sysconf("SC_CLK_TCK")
WHAT = [f"tcp any:{SERVER_PORT}", f"tcp any:{HTTP_PORT}"]


def local_program(network, name, mode):
    """The local program: one that answers has an nginx beside it, as the real one has."""
    server = shlex.join([network.tools.program("tcpserve"), mode, str(SERVER_PORT)])
    if mode == "answer":
        return ["sh", "-c", f"{shlex.join(network.nginx(f'local {name}'))} & exec {server}"]
    return ["sh", "-c", f"exec {server} {HTTP_PORT}"]


class Session:
    """One that stands, for the length of a `with`: its program listens."""

    def __init__(self, network, target, kind, mode, options=(), by_shell=False, name=None):
        self.network = network
        self.argv = [network.tools.script, "mirror", "--keep-agent", "--target", target.shell if by_shell else target.word,
                     *(word for what in WHAT for word in (f"--{kind}", what)), *options,
                     "--", *local_program(network, name or target.name, mode)]
        self.output = Path(network.folder.name, f"session-{(name or target.name).replace(' ', '-')}.out")

    def __enter__(self):
        with open(self.output, "wb") as output:
            self.process = self.network.start("client", self.argv, stdout=output)
        try:
            self.await_said("listens")
        except BaseException:
            self.__exit__()
            raise
        self.agent = Agent(agent_of(self.process.pid))
        return self

    def await_said(self, word):
        await_true(lambda: word in self.said() or self.ended(), f"no '{word}' of {self.argv}", step=0.002)
        if word not in self.said():
            raise SystemExit(f"{shlex.join(self.argv)} ended:\n{self.process.log.read_text()}")

    def ended(self):
        return self.process.poll() is not None

    def said(self):
        """What its program has said."""
        return self.output.read_text(encoding="utf-8").split("\n")

    def copied(self, count):
        """How many bytes the copies of connections brought, once there are as many; None: one has not ended."""
        try:
            await_true(lambda: len(self.counts()) >= count, "", seconds=10)
        except SystemExit:
            return None
        return self.counts()[-1]

    def counts(self):
        return [int(line) for line in self.said() if line.isdigit()]

    def __exit__(self, *_):
        if self.process in self.network.running:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                pass
            self.network.stop(self.process)


class Agent:
    """What it takes, by /proc."""

    def __init__(self, pid):
        self.pid = pid

    def seconds(self):
        """CPU time so far."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / TICKS

    def mebibytes(self, name="VmRSS"):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+)", status, re.M).group(1)) / 1024


def agent_of(pid):
    """The agent among what the session has started."""
    for child in children(pid):
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if words[0].endswith(b"fairlead-agent") or words[1:2] == [b"agent"]:
            return child
        if found := agent_of(child):
            return found
    return None


def children(pid):
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
