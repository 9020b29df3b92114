# TCP servers and clients whose connections end in ways of their own. A server takes one client.
#
#   streams.py greets ADDR PORT     a server that sends `greeting`, and prints what it gets and how that ends
#   streams.py half ADDR PORT       the same, but it says at once that no more comes
#   streams.py resets ADDR PORT     a server that answers a line with `got LINE`, waits for `bye` and resets
#   streams.py reset ADDR PORT      a client that says `hello`, and resets when there is an answer
#   streams.py last ADDR PORT       a client that says `hello` and `bye`, and prints what it gets and how that ends
import socket
import struct
import sys


def accept(address, port):
    return socket.create_server((address, int(port))).accept()[0]


def connect(address, port):
    return socket.create_connection((address, int(port)), timeout=5)


def reset(stream):
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()


def show(stream):
    try:
        while data := stream.recv(4096):
            print(data.decode(), end="", flush=True)
        print("end")
    except OSError as error:
        print(error.strerror or error)


def main(what, *place):
    stream = (accept if what in ("greets", "half", "resets") else connect)(*place)
    if what in ("greets", "half"):
        stream.send(b"greeting\n")
        if what == "half":
            stream.shutdown(socket.SHUT_WR)
        show(stream)
    elif what == "resets":
        stream.send(b"got " + stream.recv(4096))
        stream.recv(4096)
        reset(stream)
    elif what == "reset":
        stream.send(b"hello\n")
        stream.recv(4096)
        reset(stream)
    else:
        stream.send(b"hello\n")
        print(stream.recv(4096).decode(), end="", flush=True)
        stream.send(b"bye\n")
        show(stream)


main(*sys.argv[1:])
