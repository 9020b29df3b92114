"""Holds a dialogue with an interactive bash on a pseudo-terminal.

A line of the dialogue is one of
    > TEXT      types TEXT and Enter
    ^C          types a control character
    < REGEX     waits until the output has it, behind what was found before
    = ROWSxCOLS sets the window size
The variable $under holds the words that put a command under Fairlead.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PATIENCE = 8


class Terminal:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(PS1="$ ", under="fairlead run --bind 127.0.0.7 --")
            os.execv("/bin/bash", ["bash", "--norc", "--noprofile", "-i"])
        self.output, self.found = "", 0

    def type(self, text):
        os.write(self.fd, text.encode())

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def await_output(self, pattern):
        deadline = time.monotonic() + PATIENCE
        regex = re.compile(pattern, re.MULTILINE)
        while not (match := regex.search(self.output, self.found)):
            ready, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                sys.exit(f"no {pattern!r} in:\n{self.output}\n-- after:\n{self.output[self.found:]}")
            self.output += os.read(self.fd, 4096).decode(errors="replace").replace("\r", "")
        self.found = match.end()


def main():
    terminal = Terminal()
    terminal.await_output(r"\$ ")
    for line in sys.argv[1].splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == ">":
            terminal.type(rest + "\r")
        elif word == "<":
            terminal.await_output(rest)
        elif word == "=":
            terminal.resize(*map(int, rest.split("x")))
        elif word:
            terminal.type(chr(ord(word[1]) & 0x1F))


main()
