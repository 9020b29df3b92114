using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>What the program made of its socket before a unix socket took the place of it: copies, entries in epoll sets.</summary>
public sealed class UnixDescriptorTests
{
    private const string Rules = "bind tcp any:8080-8090 to unix:/mnt/s%p\nconnect tcp any:8080-8090 to unix:/mnt/s%p";

    /// <summary>What epoll sets have, without what names the socket behind.</summary>
    private const string Entries = """
        def entries(epoll):
            with open(f'/proc/self/fdinfo/{epoll}') as f:
                return sorted(line.split('pos:')[0] for line in f if line.startswith('tfd:'))
        def add(epoll, fd, events, data):
            assert libc.epoll_ctl(epoll, 1, fd, struct.pack('=IQ', events, data)) == 0
        import ctypes
        libc = ctypes.CDLL(None)

        """;

    [Fact]
    public Task Copies_of_before_bind_are_the_same_socket() =>
        PreloadedPython.Check(Rules, """
            s = socket.socket()
            closed, kept = os.dup(s.fileno()), fcntl.fcntl(s, fcntl.F_DUPFD, 100)
            s.bind(('', 8080))
            s.listen()
            print(kept, [os.fstat(n).st_ino == os.fstat(s.fileno()).st_ino for n in (closed, kept)],
                  [fcntl.fcntl(n, fcntl.F_GETFD) for n in (s, closed, kept)])
            s.close()
            os.close(closed)
            client = ask('/mnt/s8080')
            print(socket.socket(fileno=kept).accept()[1][0])
            """, "100 [True, True] [1, 1, 0]\n127.0.0.1");

    [Fact]
    public Task Entries_of_before_bind_stay_with_events_and_data() =>
        PreloadedPython.Check(Rules, Entries + """
            s, e1, e2 = socket.socket(), select.epoll(), select.epoll()
            low = os.dup(1)
            copy = os.dup(s.fileno())
            other = socket.socket()
            add(e1.fileno(), s.fileno(), select.EPOLLIN | select.EPOLLEXCLUSIVE | select.EPOLLET, 0x123456789abcdef0)
            add(e1.fileno(), other.fileno(), select.EPOLLIN, 5)
            add(e2.fileno(), s.fileno(), select.EPOLLIN | select.EPOLLONESHOT, 1)
            add(e2.fileno(), copy, select.EPOLLIN | select.EPOLLRDHUP, (1 << 64) - 1)
            before = entries(e1.fileno()), entries(e2.fileno())
            s.bind(('', 8080))
            print((entries(e1.fileno()), entries(e2.fileno())) == before, [len(b) for b in before])
            s.listen()
            client = ask('/mnt/s8080')
            print(sorted(data for data, _ in e2.poll(1)))
            """, "True [2, 2]\n[-1, 1]");

    [Fact]
    public Task Set_with_thousands_of_entries_is_found() =>
        PreloadedPython.Check(Rules, Entries + """
            e = select.epoll()
            s = socket.socket()
            pipes = [os.pipe() for _ in range(450)]
            for reader, _ in pipes: e.register(reader, select.EPOLLIN)
            e.register(s, select.EPOLLIN)
            before = entries(e.fileno())
            s.bind(('', 8080))
            s.listen()
            client = ask('/mnt/s8080')
            print(entries(e.fileno()) == before, e.poll(1) == [(s.fileno(), select.EPOLLIN)])
            """, "True True");

    [Fact]
    public Task Entries_of_before_connect_stay() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            c, e = socket.socket(), select.epoll()
            c.setblocking(False)
            e.register(c, select.EPOLLIN | select.EPOLLOUT | select.EPOLLET)
            print(c.connect_ex(('127.0.0.1', 8080)), e.poll(1) == [(c.fileno(), select.EPOLLOUT)])
            a = s.accept()[0]
            a.send(b'x')
            print(e.poll(1) == [(c.fileno(), select.EPOLLIN | select.EPOLLOUT)])
            """, "0 True\nTrue");

    // The first connection looks at all descriptors; later ones at those sets that are known.
    [Theory, InlineData(1), InlineData(40)]
    public Task Entries_of_before_each_connect_stay(int sets) =>
        PreloadedPython.Check(Rules, $"""
            s = socket.create_server(('', 8080))
            right = 0
            for round in range(3):
                sets = [select.epoll() for _ in range({sets})]
                c = socket.socket()
                for e in sets: e.register(c, select.EPOLLOUT | select.EPOLLET)
                c.connect(('127.0.0.1', 8080))
                right += sum(e.poll(1) == [(c.fileno(), select.EPOLLOUT)] for e in sets)
                s.accept()
            print(right)
            """, $"{3 * sets}");

    [Theory]
    [InlineData("os.dup(c.fileno())")]
    [InlineData("os.dup2(c.fileno(), 50)")]
    [InlineData("fcntl.fcntl(c, fcntl.F_DUPFD_CLOEXEC, 50)")]
    public Task Copies_of_before_each_connect_are_the_same_socket(string dup) =>
        PreloadedPython.Check(Rules, $"""
            s = socket.create_server(('', 8080))
            first = socket.create_connection(('127.0.0.1', 8080))
            s.accept()
            c = socket.socket()
            copy = {dup}
            c.connect(('127.0.0.1', 8080))
            c.close()
            os.write(copy, b'x')
            print(s.accept()[0].recv(1), socket.socket(fileno=copy).getpeername())
            """, "b'x' ('127.0.0.1', 8080)");

    [Fact]
    public Task Nothing_stays_open() =>
        PreloadedPython.Check(Rules, """
            def count(): return len(os.listdir('/proc/self/fd'))
            before = count()
            s = socket.create_server(('', 8080))
            c = [socket.create_connection(('127.0.0.1', 8080)) for _ in range(3)]
            refused = socket.socket()
            print(error(refused.connect, ('127.0.0.1', 8090)), error(refused.bind, ('', 8080)), count() - before)
            """, "ECONNREFUSED EADDRINUSE 5");

    [Fact]
    public Task Names_are_there_after_exec() =>
        PreloadedPython.Check(Rules, """
            if len(sys.argv) == 1:
                s = socket.create_server(('', 8080))
                c = socket.create_connection(('127.0.0.1', 8080))
                a = s.accept()[0]
                for t in s, c, a: os.set_inheritable(t.fileno(), True)
                os.execv(sys.executable, [sys.executable, 'p.py', *(str(t.fileno()) for t in (s, c, a))])
            s, c, a = (socket.socket(fileno=int(n)) for n in sys.argv[1:])
            print(s.family.name, s.getsockname(), c.getpeername(), a.getsockname(), a.getpeername()[0])
            client = ask('/mnt/s8080')
            print(s.accept()[1][0])
            s.close()
            print(os.path.exists('/mnt/s8080'))
            """, """
            AF_INET ('0.0.0.0', 8080) ('127.0.0.1', 8080) ('0.0.0.0', 8080) 127.0.0.1
            127.0.0.1
            False
            """);

    [Fact]
    public Task Number_that_is_used_again_inherits_nothing() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            number = s.fileno()
            s.close()
            t = socket.create_server(('127.0.0.5', 7000))
            print(t.fileno() == number, t.getsockname())
            """, "True ('127.0.0.5', 7000)");
}
