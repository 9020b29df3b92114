using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A socket file is there as long as somebody has its socket.</summary>
public sealed class UnixFileTests
{
    private const string Rule = "bind tcp any:8080 to unix:/mnt/s";

    [Fact]
    public Task Last_close_removes_it() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            copy = s.dup()
            s.close()
            print(os.path.exists('/mnt/s'))
            copy.close()
            print(os.path.exists('/mnt/s'))
            """, "True\nFalse");

    [Theory, InlineData("os.dup2"), InlineData("lambda a, b: os.dup2(a, b, inheritable=False)")]
    public Task Another_file_in_its_number_removes_it(string dup) =>
        PreloadedPython.Check(Rule, $"""
            s = socket.create_server(('', 8080))
            ({dup})(1, s.fileno())
            print(os.path.exists('/mnt/s'))
            """, "False");

    [Theory, InlineData("s.close(); os._exit(0)"), InlineData("sys.exit()"), InlineData("os.execv('/bin/true', ['true'])")]
    public Task Child_that_closes_what_it_inherited_leaves_it(string end) =>
        PreloadedPython.Check(Rule, $"""
            s = socket.create_server(('', 8080))
            os.set_inheritable(s.fileno(), True)
            child = os.fork()
            if child == 0:
                {end}
            print(os.waitpid(child, 0)[1], os.path.exists('/mnt/s'))
            client = ask('/mnt/s')
            print(s.accept()[1][0])
            """, "0 True\n127.0.0.1");

    [Fact]
    public Task Daemon_that_leaves_its_parent_keeps_it() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            if os.fork(): sys.exit()
            os.close(1)
            os.close(2)
            s.accept()
            """, "x srwxr-xr-x\ngone", $$"""
            {{PreloadedPython.Command}}
            echo x $(stat -c %A s)
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("/mnt/s")'
            wait_for [ ! -e s ] && [ ! -e s ] && echo gone
            """);

    [Fact]
    public Task Exit_removes_it() =>
        PreloadedPython.Check(
            Rule, "s = socket.create_server(('', 8080)); print(os.path.exists('/mnt/s'), flush=True); sys.exit(0)",
            "True\ngone", $"{PreloadedPython.Command}\n[ -e s ] || echo gone");

    [Fact]
    public Task Exit_removes_what_a_waiting_thread_had_outlive_its_close() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            t = threading.Thread(target=s.accept)
            t.start()
            time.sleep(0.2)
            client = ask('/mnt/s')
            t.join()
            t = threading.Thread(target=s.accept)
            t.start()
            time.sleep(0.2)
            s.close()
            print(os.path.exists('/mnt/s'), flush=True)
            client = ask('/mnt/s')
            t.join()
            """, "True\ngone", $"{PreloadedPython.Command}\n[ -e s ] || echo gone");

    // The kernel keeps the socket for the thread until the process is gone, when nobody is there to remove the file.
    [Fact]
    public Task Thread_that_waits_at_the_end_leaves_it_and_the_next_bind_replaces_it() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            threading.Thread(target=s.accept, daemon=True).start()
            time.sleep(0.2)
            print(s.getsockname())
            """, "('0.0.0.0', 8080)\n('0.0.0.0', 8080)", $"{PreloadedPython.Command}\n{PreloadedPython.Command}");

    [Fact]
    public Task Death_by_a_signal_leaves_it_and_the_next_bind_replaces_it() =>
        PreloadedPython.Check(
            Rule, "s = socket.create_server(('', 8080)); print(s.getsockname(), flush=True); os.kill(os.getpid(), 9)",
            "('0.0.0.0', 8080)\nstale\n('0.0.0.0', 8080)", $$"""
            { {{PreloadedPython.Command}}; } 2>/dev/null
            [ -S s ] && echo stale
            { {{PreloadedPython.Command}}; } 2>/dev/null
            exit 0
            """);

    [Theory]
    [InlineData("SOCK_STREAM", "t.listen()")]
    [InlineData("SOCK_STREAM", "")]
    [InlineData("SOCK_DGRAM", "")]
    [InlineData("SOCK_SEQPACKET", "t.listen()")]
    public Task Path_of_a_socket_that_lives_is_refused(string type, string listen) =>
        PreloadedPython.Check(Rule, $"""
            t = socket.socket(socket.AF_UNIX, socket.{type})
            t.bind('/mnt/s')
            {listen}
            print(error(socket.socket().bind, ('', 8080)), os.path.exists('/mnt/s'))
            """, "EADDRINUSE True");

    [Fact]
    public Task Listener_hears_nothing_of_the_question_whether_it_lives() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            print(error(socket.socket().bind, ('', 8080)))
            s.setblocking(False)
            print(error(s.accept))
            """, "EADDRINUSE\nEAGAIN");

    [Theory, InlineData("open('/mnt/s', 'w')"), InlineData("os.mkdir('/mnt/s')"), InlineData("os.symlink('/mnt/none', '/mnt/s')")]
    public Task What_is_no_socket_is_never_removed(string make) =>
        PreloadedPython.Check(Rule, $"""
            {make}
            print(error(socket.socket().bind, ('', 8080)), os.path.lexists('/mnt/s'))
            """, "EADDRINUSE True");

    [Fact]
    public Task Path_that_another_server_took_meanwhile_is_left_alone() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            os.unlink('/mnt/s')
            t = socket.socket(socket.AF_UNIX)
            t.bind('/mnt/s')
            s.close()
            print(os.path.exists('/mnt/s'))
            """, "True");

    [Fact]
    public Task Errno_is_that_of_close() =>
        PreloadedPython.Check(Rule, "print(error(os.close, 77))", "EBADF");
}
