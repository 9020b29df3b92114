"""Executes a command with signals ignored or blocked: caller.py ignore=HUP,INT block=TERM -- COMMAND ..."""
import os
import signal
import sys

split = sys.argv.index("--")
# What Python itself has changed.
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
for word in sys.argv[1:split]:
    verb, _, names = word.partition("=")
    for name in names.split(","):
        number = getattr(signal, "SIG" + name)
        if verb == "ignore":
            signal.signal(number, signal.SIG_IGN)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, [number])
os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
