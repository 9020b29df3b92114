# UDP servers and clients.
#
#   datagrams.py echo NAME ADDR PORT...   answers each datagram with itself, but `who?` with NAME and the sender's address
#   datagrams.py ask ADDR PORT TEXT       prints the answer to a datagram; SOURCE in the environment: where it comes from
#   datagrams.py talk ADDR PORT           the same for each line of its input, from one socket, and ends with it
#   datagrams.py sizes ADDR PORT SIZE...  datagrams of these sizes, which must come back as they are
#
# Clients are connected: an answer from another address than the one that was asked is no answer.
import os
import selectors
import socket
import sys


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def echo(name, address, ports):
    wait = selectors.DefaultSelector()
    for port in ports:
        server = socket.socket(family(address), socket.SOCK_DGRAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        server.bind((address, int(port)))
        wait.register(server, selectors.EVENT_READ)
    while True:
        for key, _ in wait.select():
            data, sender = key.fileobj.recvfrom(70000)
            if data == b"who?":
                data = f"{name} {key.fileobj.getsockname()[1]} {sender[0]} {sender[1]}".encode()
            key.fileobj.sendto(data, sender)


def client(address, port):
    asker = socket.socket(family(address), socket.SOCK_DGRAM)
    asker.settimeout(3)
    asker.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    if "SOURCE" in os.environ:
        source, _, own = os.environ["SOURCE"].rpartition(" ")
        asker.bind((source, int(own)))
    asker.connect((address, int(port)))
    return asker


def ask(asker, data):
    try:
        asker.send(data)
        return asker.recv(70000)
    except TimeoutError:
        return b"no answer"
    except ConnectionRefusedError:
        return b"refused"


def main(what, *rest):
    if what == "echo":
        echo(rest[0], rest[1], rest[2:])
    asker = client(*rest[:2])
    if what == "ask":
        print(ask(asker, rest[2].encode()).decode())
    elif what == "talk":
        for line in sys.stdin:
            print(ask(asker, line.strip().encode()).decode(), flush=True)
    else:
        for size in map(int, rest[2:]):
            data = os.urandom(size)
            print(size, "ok" if ask(asker, data) == data else "lost", flush=True)


main(*sys.argv[1:])
