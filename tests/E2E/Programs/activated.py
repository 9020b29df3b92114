"""Answers one HTTP request on the socket that sd_listen_fds(3) passed."""
import os
import socket
import sys

if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
    sys.exit("not activated")
with socket.socket(fileno=3) as server:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nactivated\n")
