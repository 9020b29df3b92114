"""Echoes on port 7000 of the addresses given, by TCP and UDP; on port 7001 it says a word and resets."""
import socket, struct, sys, threading


def echo(connection):
    with connection:
        while data := connection.recv(1 << 20):
            connection.sendall(data)


def reset(connection):
    connection.sendall(b"banner")
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address, port, how):
    listener = socket.create_server((address, port), family=family(address), backlog=1000)
    while True:
        threading.Thread(target=how, args=(listener.accept()[0],), daemon=True).start()


def datagrams(address):
    with socket.socket(family(address), socket.SOCK_DGRAM) as s:
        s.bind((address, 7000))
        while True:
            data, source = s.recvfrom(65535)
            s.sendto(data, source)


threads = [
    threading.Thread(target=f, args=a)
    for address in sys.argv[1:]
    for f, a in ((serve, (address, 7000, echo)), (serve, (address, 7001, reset)), (datagrams, (address,)))
]
for thread in threads:
    thread.start()
