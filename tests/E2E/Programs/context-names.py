"""A name server: context-names.py ADDRESS ZONE. Lines of the zone: NAME TYPE VALUE. It cuts datagrams at 512 bytes."""
import socket, struct, sys, threading

TYPES = {"A": 1, "AAAA": 28, "CNAME": 5}
zone = {}
for line in open(sys.argv[2]):
    name, kind, value = line.split()
    zone.setdefault(name, []).append((kind, value))


def encode(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def data(kind, value):
    if kind == "CNAME":
        return encode(value)
    return socket.inet_pton(socket.AF_INET if kind == "A" else socket.AF_INET6, value)


def answer(query, way):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    asked, = struct.unpack_from(">H", query, at + 1)
    name = ".".join(labels).lower()
    print("asked", name, asked, way, flush=True)
    owner, records = b"\xc0\x0c", []
    todo = list(zone.get(name, []))
    while todo:
        kind, value = todo.pop(0)
        if TYPES[kind] == asked or kind == "CNAME":
            records.append(owner + struct.pack(">HHIH", TYPES[kind], 1, 60, len(data(kind, value))) + data(kind, value))
        if kind == "CNAME":
            owner, todo = encode(value), todo + zone.get(value, [])
    flags, question = 0x8180 | (0 if name in zone else 3), query[12:at + 5]
    whole = query[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + question + b"".join(records)
    if way == "udp" and len(whole) > 512:
        return query[:2] + struct.pack(">HHHHH", flags | 0x200, 1, 0, 0, 0) + question
    return whole


def serve(connection):
    with connection, connection.makefile("rb") as stream:
        while len(head := stream.read(2)) == 2:
            message = answer(stream.read(struct.unpack(">H", head)[0]), "tcp")
            connection.sendall(struct.pack(">H", len(message)) + message)


def listen():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind((sys.argv[1], 53))
listener = socket.create_server((sys.argv[1], 53), backlog=64)
threading.Thread(target=listen, daemon=True).start()
while True:
    query, source = datagrams.recvfrom(65535)
    datagrams.sendto(answer(query, "udp"), source)
