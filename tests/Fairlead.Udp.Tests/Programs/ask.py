"""Asks a UDP echo server from a connected socket, which takes an answer from no other address: ask.py ADDRESS [BYTES]"""

import ipaddress
import os
import socket
import sys

address, size = sys.argv[1], int((sys.argv[2:] or ["8"])[0])
family = socket.AF_INET if ipaddress.ip_address(address).version == 4 else socket.AF_INET6
with socket.socket(family, socket.SOCK_DGRAM) as client:
    client.settimeout(1)
    client.connect((address, 5300))
    question = os.urandom(size)
    client.send(question)
    try:
        print(address, "answers" if client.recv(65536) == question else "answers something else")
    except OSError as error:
        print(address, "does not answer:", error)
