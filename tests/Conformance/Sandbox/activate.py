"""Starts a command with a listening socket, as systemd does: activate.py NAME tcp|udp ADDR:PORT COMMAND..."""

import os
import socket
import sys

name, proto, address, *command = sys.argv[1:]
host, port = address.rsplit(":", 1)
passed = socket.socket(socket.AF_INET, socket.SOCK_STREAM if proto == "tcp" else socket.SOCK_DGRAM)
passed.bind((host, int(port)))
if proto == "tcp":
    passed.listen()
if passed.fileno() != 3:
    os.dup2(passed.detach(), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_FDNAMES": name, "LISTEN_PID": str(os.getpid())}
os.execvp(command[0], command)
