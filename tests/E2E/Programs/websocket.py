"""A WebSocket (RFC 6455) of short text frames.

websocket.py serve NAME PORT        answers each text with NAME and the text; says what it got
websocket.py ask ADDRESS PORT N     upgrades, sends N texts one after the other, prints the answers, and closes
"""
import base64
import hashlib
import os
import socket
import sys
import threading

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE = 0x81, 0x88


def head(stream):
    lines = []
    while (line := stream.readline().strip()):
        lines.append(line)
    return lines


def read(stream):
    kind, length = stream.read(2)
    mask = stream.read(4) if length & 0x80 else bytes(4)
    return kind, bytes(byte ^ mask[i % 4] for i, byte in enumerate(stream.read(length & 0x7F)))


def write(connection, kind, data, mask=None):
    if mask:
        connection.sendall(bytes([kind, 0x80 | len(data)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))
    else:
        connection.sendall(bytes([kind, len(data)]) + data)


def serve(connection, name):
    stream = connection.makefile("rb")
    key = next(line.split()[1] for line in head(stream) if line.lower().startswith(b"sec-websocket-key:"))
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept + b"\r\n\r\n")
    while True:
        kind, data = read(stream)
        print(name, "got", "close" if kind == CLOSE else data.decode(), flush=True)
        write(connection, kind, data if kind == CLOSE else name.encode() + b" " + data)
        if kind == CLOSE:
            connection.close()
            return


def ask(address, port, count):
    connection = socket.create_connection((address, port), timeout=20)
    stream = connection.makefile("rb")
    connection.sendall(
        b"GET /chat HTTP/1.1\r\nHost: target\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)) + b"\r\n\r\n")
    print(head(stream)[0].decode())
    for i in range(count):
        write(connection, TEXT, b"text %d" % i, os.urandom(4))
        print(read(stream)[1].decode())
    write(connection, CLOSE, b"", os.urandom(4))
    print("closed" if read(stream)[0] == CLOSE else "not closed")


if sys.argv[1] == "ask":
    ask(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    listener = socket.create_server(("", int(sys.argv[3])), family=socket.AF_INET6, dualstack_ipv6=True)
    print(sys.argv[2], "listens", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], sys.argv[2]), daemon=True).start()
