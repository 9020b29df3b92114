"""A TCP server whose output says what it saw.

server.py NAME PORT [MODE [ADDRESS]]: listens (on every address of both families, or on ADDRESS), and for each connection
  echo   sends back what comes
  sum    reads to the end, then answers NAME, the number of bytes and their SHA-256, and ends
  send   sends as many bytes as the first line asks for, and ends; their SHA-256 is the same for all servers
  slow   reads 1000 bytes a second
  stall  accepts, and reads nothing
  late   sends back each byte half a second later, unless its client has left by then
One line for each connection: its peer and the address it asked, and at its end the number of bytes and their SHA-256.
"""
import hashlib
import select
import socket
import sys
import threading
import time

name, port = sys.argv[1], int(sys.argv[2])
mode = sys.argv[3] if len(sys.argv) > 3 else "echo"
say = threading.Lock()


def tell(*words):
    with say:
        print(name, *words, flush=True)


def plain(address):
    return "%s:%d" % (address[0].replace("::ffff:", ""), address[1])


def serve(connection, peer):
    tell("peer", plain(peer), plain(connection.getpeername()), "asked", plain(connection.getsockname()))
    digest, count, end = hashlib.sha256(), 0, "end"
    try:
        while True:
            if mode == "stall":
                time.sleep(1000)
            data = connection.recv({"slow": 1000, "late": 1}.get(mode, 1 << 18))
            if not data:
                break
            digest.update(data)
            count += len(data)
            if mode == "echo":
                connection.sendall(data)
            elif mode == "send":
                block = bytes(range(256)) * 256
                left = int(data)
                while left > 0:
                    connection.sendall(block[:left])
                    left -= len(block)
                break
            elif mode == "slow":
                time.sleep(1)
            elif mode == "late":
                time.sleep(0.5)
                left = select.select([connection], [], [], 0)[0] and not connection.recv(1, socket.MSG_PEEK)
                tell("left" if left else "answered")
                connection.sendall(data)
        if mode == "sum":
            connection.sendall(b"%s %d %s\n" % (name.encode(), count, digest.hexdigest().encode()))
    except OSError as e:
        end = e.strerror
    tell("got", count, digest.hexdigest()[:16], end)
    connection.close()


if len(sys.argv) > 4:
    listener = socket.create_server((sys.argv[4], port), backlog=4096)
else:
    listener = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=4096)
tell("listens", plain(listener.getsockname()))
while True:
    threading.Thread(target=serve, args=listener.accept(), daemon=True).start()
