"""Sends a notification, with a descriptor where one is named, as sd_notify(3) does: notify.py TEXT [FD]"""
import os
import socket
import sys

path = os.environ["NOTIFY_SOCKET"]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.connect("\0" + path[1:] if path[0] == "@" else path)
    socket.send_fds(s, [sys.argv[1].encode()], [int(fd) for fd in sys.argv[2:]])
