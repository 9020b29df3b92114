"""Becomes a daemon by two forks, as daemon(7) tells, and goes on as binder.py: daemon.py FILE. The first exits with 4."""
import os
import sys

if os.fork():
    os._exit(4)
os.setsid()
if os.fork():
    os._exit(0)
null = os.open("/dev/null", os.O_RDWR)
for fd in range(3):
    os.dup2(null, fd)
folder = os.path.dirname(os.path.abspath(__file__))
os.execv(sys.executable, [sys.executable, folder + "/binder.py", sys.argv[1]])
