"""Serves one line on port 8080, and writes it to a file: accept.py FILE"""
import socket
import sys

with socket.create_server(("127.0.0.1", 8080)) as server:
    connection, _ = server.accept()
    with connection, open(sys.argv[1], "w") as file:
        line = "heard " + connection.makefile().readline()
        file.write(line)
        file.flush()
        connection.sendall(line.encode())
