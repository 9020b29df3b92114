"""What programs do with connections: context-client.py [WHAT ADDRESS PORT]... Says what came of each."""
import errno, hashlib, os, select, socket, struct, sys, threading, time


def tcp():
    return socket.socket(family, socket.SOCK_STREAM)


def udp():
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.settimeout(3)
    return s


def name(code):
    return errno.errorcode[code] if code else "OK"


def error(call):
    try:
        call()
        return "OK"
    except OSError as e:
        return name(e.errno)


def connect():
    s = tcp()
    return f"{name(s.connect_ex(remote))}"


def nonblocking():
    s = tcp()
    s.setblocking(False)
    begun = s.connect_ex(remote)
    if begun == errno.EINPROGRESS:
        select.select([], [s], [], 5)
        begun = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return name(begun)


def timeout():
    s = tcp()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 1, 0))
    begin = time.time()
    code = s.connect_ex(remote)
    return f"{name(code)} {'in time' if 0.9 < time.time() - begin < 3 else 'late'}"


def names():
    s = tcp()
    s.connect(remote)
    return f"peer {s.getpeername()[0]}:{s.getpeername()[1]}, local {s.getsockname()[0]}"


def reset():
    s = tcp()
    s.connect(remote)
    word = s.recv(100).decode()
    s.send(b"x")
    return f"{word}, {error(lambda: s.recv(100))}"


def bulk():
    s = tcp()
    s.connect(remote)
    block, sent, got, count = os.urandom(1 << 20), hashlib.sha256(), hashlib.sha256(), 0

    def send():
        for _ in range(100):
            s.sendall(block)
            sent.update(block)
        s.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=send)
    thread.start()
    while data := s.recv(1 << 20):
        got.update(data)
        count += len(data)
    thread.join()
    return f"{count} {'equal' if sent.digest() == got.digest() else 'different'}"


def many():
    results = []

    def one(number):
        try:
            with tcp() as s:
                s.connect(remote)
                s.sendall(b"%d" % number)
                s.shutdown(socket.SHUT_WR)
                results.append(s.recv(100) == b"%d" % number and s.recv(100) == b"")
        except OSError as e:
            results.append(name(e.errno))

    threads = [threading.Thread(target=one, args=(i,)) for i in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{results.count(True)} {set(results)}"


def datagrams():
    s = udp()
    s.connect(remote)
    same = []
    for message in (b"a", b"", b"x" * 60000):
        s.send(message)
        same.append(s.recv(65535) == message)
    return f"{same} peer {s.getpeername()[0]}"


def sendto():
    s = udp()
    s.sendto(b"word", remote)
    return s.recv(100).decode()


def refused():
    s = udp()
    s.connect(remote)
    s.send(b"x")
    end = time.time() + 3
    while time.time() < end:
        time.sleep(0.05)
        if (code := error(lambda: s.send(b"x"))) != "OK":
            return code
    return "nothing"


for what, address, port in zip(*[iter(sys.argv[1:])] * 3):
    remote, family = (address, int(port)), socket.AF_INET6 if ":" in address else socket.AF_INET
    print(what, globals()[what](), flush=True)
