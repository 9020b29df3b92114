"""Binds many times and writes how often the answer was right: burst.py FILE TIMES"""
import socket
import sys

right = 0
for _ in range(int(sys.argv[2])):
    with socket.socket() as s:
        s.bind(("0.0.0.0", 0))
        right += s.getsockname()[0] == "127.0.0.7"
with open(sys.argv[1], "w") as file:
    print(right, "right", file=file)
