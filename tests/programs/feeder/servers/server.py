"""server.py tcp|udp|udp-connect|udp-recvmsg HOST PORT: tells each client whom it takes it for."""

import socket
import sys

kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])


def text(name):
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"


family = socket.AF_INET6 if ":" in host else socket.AF_INET
sock = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if family == socket.AF_INET6:
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
sock.bind((host, port))
if kind == "tcp":
    sock.listen()
print("serving", text(sock.getsockname()), flush=True)
while kind == "tcp":
    conn, peer = sock.accept()
    conn.sendall(f"{text(peer)} {text(conn.getpeername())} {text(conn.getsockname())}\n".encode())
    conn.close()
while kind == "udp":
    data, peer = sock.recvfrom(2048)
    sock.sendto(f"{text(peer)} {data.decode()}".encode(), peer)
while kind == "udp-recvmsg":
    data, _, _, peer = sock.recvmsg(2048)
    sock.sendmsg([f"{text(peer)} {data.decode()}".encode()], [], 0, peer)
while kind == "udp-connect":
    data, peer = sock.recvfrom(2048)
    sock.connect(peer)
    sock.send(f"{text(peer)} {text(sock.getpeername())} {text(sock.getsockname())} {data.decode()}".encode())
    print("serving", sock.recvfrom(2048)[1], flush=True)
