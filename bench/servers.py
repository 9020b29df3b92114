"""Servers that run for the length of a `with`."""

import signal
import socket
import subprocess
import time


def free_port(address):
    """A port that is free for TCP and UDP alike, as far as one can know."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


class Server:
    """A server, ready: it takes connections, or it has had time to bind."""

    def __init__(self, argv, tcp=None):
        self.process = subprocess.Popen(argv)
        if tcp is None:
            time.sleep(0.5)
        else:
            self.await_connection(tcp)

    def await_connection(self, address):
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(address, timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
