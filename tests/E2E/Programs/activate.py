"""Executes a command with listening sockets of these names, as sd_listen_fds(3) tells: activate.py NAME:NAME COMMAND ...

The port of the first one goes to the file `port`.
"""
import os
import socket
import sys

names = sys.argv[1].split(":")
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in names]
for number, passed in enumerate(sockets, start=3):
    if passed.fileno() != number:
        os.dup2(passed.fileno(), number)
    os.set_inheritable(number, True)
with open("port", "w") as file:
    print(sockets[0].getsockname()[1], file=file)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=":".join(names))
os.execvp(sys.argv[2], sys.argv[2:])
