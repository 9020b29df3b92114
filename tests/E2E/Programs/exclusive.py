"""Attaches a BPF program that changes nothing to bind4 of a cgroup, and allows no other beside it: exclusive.py DIRECTORY"""
import ctypes
import os
import struct
import sys

BPF, BPF_PROG_LOAD, BPF_PROG_ATTACH, CGROUP_SOCK_ADDR, INET4_BIND = 321, 5, 8, 18, 8
libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    result = libc.syscall(BPF, command, ctypes.create_string_buffer(attributes), len(attributes))
    if result < 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    return result


# r0 = 1; exit
code = ctypes.create_string_buffer(struct.pack("<BBhiBBhi", 0xB7, 0, 0, 1, 0x95, 0, 0, 0))
gpl = ctypes.create_string_buffer(b"GPL")
program = bpf(BPF_PROG_LOAD, struct.pack(
    "<IIQQIIQII16sII", CGROUP_SOCK_ADDR, 2, ctypes.addressof(code), ctypes.addressof(gpl), 0, 0, 0, 0, 0, b"", 0, INET4_BIND))
bpf(BPF_PROG_ATTACH, struct.pack("<IIII", os.open(sys.argv[1], os.O_RDONLY), program, INET4_BIND, 0))
