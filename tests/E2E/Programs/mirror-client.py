"""A TCP client. What it prints is what it got.

client.py ADDRESS PORT put BYTES     sends so many bytes, ends its direction, and prints the answer
client.py ADDRESS PORT get BYTES     asks a `send` server for so many, and prints their number and SHA-256
client.py ADDRESS PORT echo BYTES    sends to an `echo` server, and says whether all came back
client.py ADDRESS PORT many COUNT    so many connections at once, each with its own bytes to an `echo` server
client.py ADDRESS PORT reset         sends three bytes, then resets
client.py ADDRESS PORT ping COUNT    so many exchanges of one byte with an `echo` server on one connection; the median in us
"""
import hashlib
import socket
import struct
import sys
import threading
import time

address, port, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 0
BLOCK = bytes(range(256)) * 1024


def connect():
    s = socket.create_connection((address, port), timeout=20)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def send(s, count, end=True):
    left = count
    while left > 0:
        s.sendall(BLOCK[:left])
        left -= len(BLOCK)
    if end:
        s.shutdown(socket.SHUT_WR)


def receive(s, digest):
    total = 0
    while data := s.recv(1 << 18):
        digest.update(data)
        total += len(data)
    return total


def expected(count):
    digest = hashlib.sha256()
    left = count
    while left > 0:
        digest.update(BLOCK[:left])
        left -= len(BLOCK)
    return digest.hexdigest()


if what == "put":
    s = connect()
    send(s, count)
    print(s.makefile().read(), end="")
elif what == "get":
    s, digest = connect(), hashlib.sha256()
    s.sendall(b"%d\n" % count)
    total = receive(s, digest)
    print(total, "equal" if digest.hexdigest() == expected(count) else "different")
elif what == "echo":
    s, digest = connect(), hashlib.sha256()
    sender = threading.Thread(target=send, args=(s, count))
    sender.start()
    total = receive(s, digest)
    sender.join()
    print(total, "equal" if digest.hexdigest() == expected(count) else "different")
elif what == "many":
    sockets = [connect() for _ in range(count)]
    for i, s in enumerate(sockets):
        s.sendall(b"%d\n" % i)
    good = sum(s.makefile().readline() == "%d\n" % i for i, s in enumerate(sockets))
    print(good, "of", count)
elif what == "reset":
    s = connect()
    s.sendall(b"abc")
    time.sleep(0.2)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
elif what == "ping":
    s, times = connect(), []
    for _ in range(count):
        start = time.perf_counter()
        s.sendall(b"x")
        s.recv(1)
        times.append(time.perf_counter() - start)
    print(round(sorted(times)[count // 2] * 1e6))
