"""Binds a TCP socket and prints where it came out, or the errno: bind.py ADDR PORT"""
import errno
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as s:
    if s.family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        s.bind((host, port))
        print("%s:%d" % s.getsockname()[:2])
    except OSError as e:
        print(errno.errorcode[e.errno])
