"""Binds again and again, and adds to a file what each attempt gave: binder.py FILE"""
import errno
import socket
import sys
import time

with open(sys.argv[1], "w", buffering=1) as file:
    while True:
        with socket.socket() as s:
            try:
                s.bind(("0.0.0.0", 0))
                print("ok", s.getsockname()[0], file=file)
            except OSError as e:
                print(errno.errorcode[e.errno], file=file)
        time.sleep(0.05)
