"""A Python program that serves or asks: program.py serve-tcp|serve-udp|serve-udp-asyncio|ask-tcp|ask-udp HOST PORT"""

import asyncio
import http.client
import http.server
import socket
import sys


def announce(sock):
    host, port = sock.getsockname()[:2]
    print(f"serving [{host}]:{port}" if ":" in host else f"serving {host}:{port}", flush=True)


def family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello\n")

    def address_string(self):
        return "client"


def serve_tcp(host, port):
    http.server.ThreadingHTTPServer.address_family = family(host)
    # HTTPServer asks the resolver for its own name, which the sandbox has no resolver for.
    http.server.ThreadingHTTPServer.server_bind = http.server.socketserver.TCPServer.server_bind
    with http.server.ThreadingHTTPServer((host, port), Hello) as server:
        announce(server.socket)
        server.serve_forever()


def serve_udp(host, port):
    with socket.socket(family(host), socket.SOCK_DGRAM) as sock:
        sock.bind((host, port))
        announce(sock)
        while True:
            _, sender = sock.recvfrom(2048)
            sock.sendto(b"hello\n", sender)


class HelloDatagram(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        announce(transport.get_extra_info("socket"))

    def datagram_received(self, _, sender):
        self.transport.sendto(b"hello\n", sender)


async def serve_datagrams(host, port):
    await asyncio.get_running_loop().create_datagram_endpoint(HelloDatagram, (host, port))
    await asyncio.Event().wait()


def serve_udp_asyncio(host, port):
    asyncio.run(serve_datagrams(host, port))


def ask_tcp(host, port):
    connection = http.client.HTTPConnection(host, port, timeout=5)
    connection.request("GET", "/")
    print(connection.getresponse().read().decode(), end="")


def ask_udp(host, port):
    with socket.socket(family(host), socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.sendto(b"hello", (host, port))
        print(sock.recvfrom(2048)[0].decode(), end="")


if __name__ == "__main__":
    verb, host, port = sys.argv[1:]
    globals()[verb.replace("-", "_")](host, int(port))
