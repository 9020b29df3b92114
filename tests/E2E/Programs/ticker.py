"""Says `up`, and `on` each time that it is continued, until a signal ends it."""
import os
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGCONT, lambda *_: os.write(1, b"on\n"))
os.write(1, b"up\n")
while True:
    time.sleep(0.05)
