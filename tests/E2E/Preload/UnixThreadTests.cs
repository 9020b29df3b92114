using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A call that waits keeps nobody else from working: the library has no locks.</summary>
public sealed class UnixThreadTests
{
    private const string Rules = "bind tcp any:8080-8090 to unix:/mnt/s%p\nconnect tcp any:8080-8090 to unix:/mnt/s%p";

    [Fact]
    public Task Threads_that_wait_in_accept_stop_nobody() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            served = []
            def serve():
                for _ in range(50):
                    a, peer = s.accept()
                    a.send(b'x')
                    a.close()
                    served.append(peer)
            servers = [threading.Thread(target=serve) for _ in range(4)]
            for t in servers: t.start()
            time.sleep(0.1)
            def work():
                for i in range(500):
                    t = socket.socket()
                    t.close()
                for i in range(25):
                    c = socket.create_connection(('127.0.0.1', 8080))
                    assert c.recv(1) == b'x' and c.getpeername() == ('127.0.0.1', 8080)
                    c.close()
            workers = [threading.Thread(target=work) for _ in range(8)]
            for t in workers: t.start()
            for t in workers + servers: t.join(20)
            print(len(served), any(t.is_alive() for t in workers + servers))
            """, "200 False");

    [Fact]
    public Task Thread_that_waits_in_accept_does_not_stop_a_child() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            threading.Thread(target=s.accept, daemon=True).start()
            time.sleep(0.1)
            for i in range(20):
                child = os.fork()
                if child == 0:
                    t = socket.create_server(('', 8081))
                    c = socket.create_connection(('127.0.0.1', 8081))
                    ok = t.accept()[1][0] == '127.0.0.1'
                    t.close()
                    os._exit(0 if ok else 1)
                assert os.waitpid(child, 0)[1] == 0
            print('done')
            ask('/mnt/s8080').close()
            """, "done");

    [Fact]
    public Task Connect_waits_for_room_in_the_backlog_and_stops_nobody() =>
        PreloadedPython.Check(Rules, """
            s = socket.socket()
            s.bind(('', 8080))
            s.listen(0)
            first = socket.create_connection(('127.0.0.1', 8080))
            waiting = socket.socket()
            t = threading.Thread(target=waiting.connect, args=(('127.0.0.1', 8080),))
            t.start()
            time.sleep(0.2)
            print(t.is_alive())
            refused = socket.socket()
            refused.setblocking(False)
            print(refused.connect_ex(('127.0.0.1', 8080)) == errno.ECONNREFUSED)
            s.accept()
            t.join(10)
            print(t.is_alive(), waiting.getpeername())
            """, "True\nTrue\nFalse ('127.0.0.1', 8080)");

    [Fact]
    public Task Signal_interrupts_accept_and_not_connect() =>
        PreloadedPython.Check(Rules, """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.siginterrupt(signal.SIGALRM, True)
            s = socket.socket()
            s.bind(('', 8080))
            s.listen(0)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            print(libc.accept(s.fileno(), None, None), errno.errorcode[ctypes.get_errno()])
            first = socket.create_connection(('127.0.0.1', 8080))
            c = socket.socket()
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            threading.Timer(0.6, s.accept).start()
            address = struct.pack('=H', socket.AF_INET) + struct.pack('!H4s8x', 8080, socket.inet_aton('127.0.0.1'))
            print(libc.connect(c.fileno(), address, 16), c.getpeername())
            """, "-1 EINTR\n0 ('127.0.0.1', 8080)");
}
