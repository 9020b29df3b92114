"""Runs a command and prints how it ended: its exit status, or the negated signal."""
import subprocess
import sys

print(subprocess.call(sys.argv[1:]))
