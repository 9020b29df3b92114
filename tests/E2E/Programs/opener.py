"""Opens the sockets that it is asked for on its standard input, keeps them, and answers a line each: its address, or the errno.

    tcp ADDR PORT       listens          connect ADDR PORT   connects by TCP
    udp ADDR PORT       binds            send ADDR PORT      sends a datagram from the last one bound
    close               closes all
"""
import errno
import socket
import sys

kept = []


def make(kind):
    kept.append(socket.socket(type=kind))
    return kept[-1]


def carry_out(command, address):
    if command == "close":
        while kept:
            kept.pop().close()
        return "closed"
    if command == "send":
        kept[-1].sendto(b"datagram", address)
    elif command == "connect":
        make(socket.SOCK_STREAM).connect(address)
    else:
        make(socket.SOCK_DGRAM if command == "udp" else socket.SOCK_STREAM).bind(address)
        if command == "tcp":
            kept[-1].listen()
    return "%s:%d" % kept[-1].getsockname()


for line in sys.stdin:
    words = line.split()
    try:
        print(carry_out(words[0], (words[1], int(words[2])) if len(words) > 1 else None), flush=True)
    except OSError as e:
        print(errno.errorcode[e.errno], flush=True)
