using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>With `hide`, sockets show what the program asked for, and only those.</summary>
public sealed class HiddenNameTests
{
    private const string Rules = """
        bind tcp wildcard:8080 to 127.0.0.7:18080 hide
        bind tcp loopback:8888 fake hide
        bind any wildcard:0 to 127.0.0.8 hide
        connect any any:9090 to 127.0.0.7:18080 hide
        """;

    [Fact]
    public Task Listener_accepted_and_connected_sockets_show_what_was_asked_for() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            c = socket.create_connection(('127.0.0.1', 9090))
            a, peer = s.accept()
            print(s.getsockname(), c.getpeername(), a.getsockname(), peer == c.getsockname() == a.getpeername())
            """, "('0.0.0.0', 8080) ('127.0.0.1', 9090) ('127.0.0.7', 8080) True");

    [Fact]
    public Task Port_that_the_kernel_chose_is_shown() =>
        PreloadedPython.Check(Rules, """
            s = socket.socket(type=socket.SOCK_DGRAM)
            s.bind(('', 0))
            print(s.getsockname()[0], s.getsockname()[1] > 0)
            """, "0.0.0.0 True");

    [Fact]
    public Task Number_that_is_used_again_shows_the_truth() =>
        PreloadedPython.Check(Rules, """
            s = socket.create_server(('', 8080))
            number = s.fileno()
            s.close()
            t = socket.create_server(('127.0.0.3', 7000))
            print(t.fileno() == number, t.getsockname())
            """, "True ('127.0.0.3', 7000)");

    [Fact]
    public Task UDP_socket_that_changes_its_peer_shows_the_new_one() =>
        PreloadedPython.Check(Rules, """
            u = socket.socket(type=socket.SOCK_DGRAM)
            u.connect(('127.0.0.1', 9090))
            hidden = u.getpeername()
            u.connect(('127.0.0.1', 53))
            print(hidden, u.getpeername())
            """, "('127.0.0.1', 9090) ('127.0.0.1', 53)");

    [Fact]
    public Task Connection_that_fails_has_no_peer() =>
        PreloadedPython.Check(Rules, """
            c = socket.socket()
            print(error(c.connect, ('127.0.0.1', 9090)), error(c.getpeername))
            """, "ECONNREFUSED ENOTCONN");

    [Fact]
    public Task Old_names_go_and_new_ones_are_right() =>
        PreloadedPython.Check(Rules, """
            old = socket.socket()
            old.bind(('127.0.0.1', 8888))
            print(old.getsockname())
            # Each CPU hands out cookies in batches, so what is the oldest of a place is not known to the socket.
            for i in range(300000):
                if i % 1000 == 0 and old.getsockname() != ('127.0.0.1', 8888): break
                t = socket.socket()
                t.bind(('127.0.0.1', 8888))
                if i % 100 == 0: assert t.getsockname() == ('127.0.0.1', 8888)
                t.close()
            print(i > 4096, old.getsockname() != ('127.0.0.1', 8888))
            """, "('127.0.0.1', 8888)\nTrue True");

    [Fact]
    public Task Threads_and_children_see_their_own() =>
        PreloadedPython.Check(Rules, """
            wrong = []
            def work(host):
                for i in range(3000):
                    with socket.socket() as t:
                        t.bind((host, 8888))
                        if t.getsockname() != (host, 8888): wrong.append(t.getsockname())
            threads = [threading.Thread(target=work, args=(f'127.0.0.{i}',)) for i in range(1, 7)]
            for t in threads: t.start()
            for i in range(40):
                child = os.fork()
                if child == 0:
                    s = socket.socket()
                    s.bind(('127.0.0.9', 8888))
                    os._exit(0 if s.getsockname() == ('127.0.0.9', 8888) else 1)
                if os.waitpid(child, 0)[1]: wrong.append('child')
            for t in threads: t.join()
            print(wrong)
            """, "[]");
}
