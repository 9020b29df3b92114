"""Asks a server whom it takes its client for, and prints the last line of what it answers.

mirror-names.py PORT ADDRESS [http]: comes from PORT to port 8080 of ADDRESS; asks as a client of HTTP does, or asks nothing and
                                     ends its direction
"""
import socket
import sys

port, address, http = int(sys.argv[1]), sys.argv[2], sys.argv[3:] == ["http"]
s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
s.settimeout(10)
s.bind(("", port))
s.connect((address, 8080))
if http:
    s.sendall(b"GET / HTTP/1.0\r\n\r\n")
else:
    s.shutdown(socket.SHUT_WR)
print(s.makefile().read().splitlines()[-1])
