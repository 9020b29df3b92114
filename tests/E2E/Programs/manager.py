"""Runs a command with a NOTIFY_SOCKET and prints what arrives: manager.py [--main] COUNT COMMAND ...

With --main it says whether the sender was the process that was started, as NotifyAccess=main demands.
"""
import array
import os
import socket
import struct
import subprocess
import sys

tell_sender = sys.argv[1] == "--main"
count, command = int(sys.argv[1 + tell_sender]), sys.argv[2 + tell_sender:]
address = f"/mnt/notify.{os.getpid()}"
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    s.settimeout(5)
    s.bind(address)
    started = subprocess.Popen(command, env=os.environ | {"NOTIFY_SOCKET": address})
    for _ in range(count):
        text, ancillary, _, _ = s.recvmsg(4096, 4096)
        data = {kind: value for _, kind, value in ancillary}
        fds = array.array("i", data.get(socket.SCM_RIGHTS, b""))
        print(text.decode().strip() + (f" and {len(fds)} descriptor" if fds else ""))
        if tell_sender:
            sender = struct.unpack("3i", data[socket.SCM_CREDENTIALS])[0]
            print("from main" if sender == started.pid else f"from {sender}, not {started.pid}")
    print("status", started.wait())
os.unlink(address)
