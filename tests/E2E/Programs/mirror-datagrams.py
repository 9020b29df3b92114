"""A UDP server and its clients. What they print is what they got.

mirror-datagrams.py serve NAME PORT [ADDRESS]   answers each datagram with NAME, its size and its hash; prints who sent it
mirror-datagrams.py sizes ADDRESS PORT SIZE...  sends datagrams of these sizes, one after the other, and prints the answers
mirror-datagrams.py many ADDRESS PORT COUNT     so many clients at once, each with a datagram of its own; prints how many got
                                                their answer, and from whom
mirror-datagrams.py flood ADDRESS PORT COUNT    sends so many of 1000 bytes without waiting
mirror-datagrams.py segments ADDRESS PORT SIZE COUNT
                                                hands the kernel so many of a size at once (UDP_SEGMENT)

Clients are connected: an answer from another address than the one that was asked is no answer.
"""
import hashlib
import os
import select
import socket
import struct
import sys


def digest(data):
    return hashlib.sha256(data).hexdigest()[:8]


def serve(name, port, address="::"):
    server = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    if ":" in address:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address != "::")
    server.bind((address, port))
    print(name, "listens", flush=True)
    while True:
        data, sender = server.recvfrom(70000)
        host = sender[0].removeprefix("::ffff:")
        print(f"{name} got {len(data)} {digest(data)} from {host}:{sender[1]}", flush=True)
        server.sendto(f"{name} {len(data)} {digest(data)}".encode(), sender)


def client(address, port):
    asker = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    asker.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    asker.settimeout(3)
    asker.connect((address, port))
    return asker


def ask(asker, data):
    try:
        asker.send(data)
        name, size, hash = asker.recv(70000).decode().split()
        return f"{name} {size} {'equal' if (int(size), hash) == (len(data), digest(data)) else 'other'}"
    except TimeoutError:
        return f"{len(data)} has no answer"
    except ConnectionRefusedError:
        return f"{len(data)} is refused"


def sizes(address, port, sizes):
    asker = client(address, port)
    for size in sizes:
        print(ask(asker, os.urandom(size)), flush=True)


def many(address, port, count):
    askers = {client(address, port): os.urandom(100) for _ in range(count)}
    for asker, data in askers.items():
        asker.send(data)
    got, names = 0, set()
    while got < count and (ready := select.select(askers, [], [], 3)[0]):
        for asker in ready:
            name, _, hash = asker.recv(1000).decode().split()
            got += hash == digest(askers.pop(asker))
            names.add(name)
    print(f"{got} of {count} by {' '.join(sorted(names))}")


def segments(address, port, size, count):
    asker = client(address, port)
    udp_segment = 103
    parts = [bytes([65 + i]) * size for i in range(count)]
    asker.sendmsg([b"".join(parts)], [(socket.IPPROTO_UDP, udp_segment, struct.pack("H", size))])
    print(sum(asker.recv(1000).decode().split()[1] == str(size) for _ in parts), "answers")


what, first, port, *rest = sys.argv[1:]
if what == "serve":
    serve(first, int(port), *rest)
elif what == "flood":
    flooder = client(first, int(port))
    for i in range(int(rest[0])):
        flooder.send(i.to_bytes(4) * 250)
elif what == "many":
    many(first, int(port), int(rest[0]))
elif what == "segments":
    segments(first, int(port), *map(int, rest))
else:
    sizes(first, int(port), [int(size) for size in rest])
