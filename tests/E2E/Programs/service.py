"""A service that binds, tells its service manager, and feeds its watchdog until SIGTERM: service.py PORT [hang]"""
import os
import signal
import socket
import sys
import time


def notify(text):
    path = os.environ["NOTIFY_SOCKET"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        s.connect("\0" + path[1:] if path[0] == "@" else path)
        s.send(text.encode())


def end(number, _):
    with open(f"/run/{sys.argv[1]}.log", "a") as file:
        print(signal.Signals(number).name, file=file)
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
with socket.create_server(("0.0.0.0", int(sys.argv[1]))) as server:
    notify("READY=1\nSTATUS=%s:%d" % server.getsockname())
    feeds = os.environ.get("WATCHDOG_PID") == str(os.getpid()) and "hang" not in sys.argv
    while True:
        time.sleep(0.1)
        if feeds:
            notify("WATCHDOG=1")
