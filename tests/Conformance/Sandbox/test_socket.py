"""Runs CPython's test_socket, without the classes that hang on machines with half a VSOCK device.

test_socket.py [CLASS...]: these alone;  test_socket.py --tcp: prints the names of those whose tests connect by TCP.
"""

import sys
import unittest
from test import test_socket


clean_up = unittest.TestCase.doCleanups


def clean_up_after_client(case):
    """Lets a test's client thread end before its sockets are closed.

    ThreadableTest registers the wait for the client before the test, so that it is the last of the clean-ups: a client
    that still asks for its name when the server has ended finds its socket closed (EBADF), bare or not.
    """
    if hasattr(case, "done"):
        case.done.wait(30)
    return clean_up(case)


unittest.TestCase.doCleanups = clean_up_after_client

names = [
    name
    for name, value in vars(test_socket).items()
    if isinstance(value, type) and issubclass(value, unittest.TestCase) and "VSOCK" not in name
]

tcp = ("SocketTCPTest", "ThreadedTCPSocketTest", "TCPTestBase")


def connects(name):
    case = getattr(test_socket, name)
    tests = unittest.defaultTestLoader.getTestCaseNames(case)
    shared = getattr(case, "__unittest_skip__", False)
    return tests and not shared and any(base.__name__ in tcp for base in case.__mro__)


if sys.argv[1:] == ["--tcp"]:
    print(*(name for name in sorted(names) if connects(name)))
else:
    unittest.main(module=test_socket, argv=["test_socket", "-v", *(sys.argv[1:] or sorted(names))])
