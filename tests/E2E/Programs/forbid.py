"""Executes a command that may not use seccomp(2) nor pidfd_getfd(2), as in a strict container: they answer EPERM."""
import ctypes
import os
import struct
import sys

LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, EPERM = 0x7FFF0000, 0x00050001
SECCOMP, PIDFD_GETFD = 317, 438

program = [
    (LOAD, 0, 0, 0),
    (JUMP_IF_EQUAL, 1, 0, SECCOMP),
    (JUMP_IF_EQUAL, 0, 1, PIDFD_GETFD),
    (RETURN, 0, 0, EPERM),
    (RETURN, 0, 0, ALLOW),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
fprog = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code)))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
if libc.prctl(22, 2, ctypes.byref(fprog)) != 0:
    sys.exit("cannot forbid seccomp")
os.execvp(sys.argv[1], sys.argv[1:])
