using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A socket that was passed as systemd does takes the place of the program's own.</summary>
public sealed class ActivatedTests
{
    private const string Rule = "bind any any:8080 to activated:web";
    private const string Activated = $"python3 $PROGRAMS/activate.py web {PreloadedPython.Command}";

    /// <summary>Executes the command line behind with a passed socket, which these words make.</summary>
    private const string Pass = """
        python3 -c 'import os, socket, sys; exec(sys.argv[1]); os.dup2(s.fileno(), 9); os.dup2(9, 3)
        os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "web"}; os.execvp(sys.argv[2], sys.argv[2:])'
        """;

    [Fact]
    public Task Passed_socket_is_bound_to() =>
        PreloadedPython.Check(Rule, """
            s = socket.socket()
            before = s.fileno()
            s.bind(('', 8080))
            s.listen()
            port = int(open('port').read())
            client = socket.create_connection(('127.0.0.1', port))
            print(s.fileno() == before, s.getsockname() == ('127.0.0.1', port), s.accept()[1] == client.getsockname())
            again = socket.socket()
            again.bind(('', 8080))
            print(again.getsockname()[1] == port, os.fstat(3).st_ino == os.fstat(before).st_ino)
            """, "True True True\nTrue True", Activated);

    [Fact]
    public Task Passed_socket_shows_what_was_asked_for_with_hide() =>
        PreloadedPython.Check($"{Rule} hide", """
            s = socket.create_server(('', 8080))
            print(s.getsockname())
            """, "('0.0.0.0', 8080)", Activated);

    [Fact]
    public Task Passed_unix_socket_looks_like_one_of_TCP_and_keeps_its_file() =>
        PreloadedPython.Check("bind tcp any:8080 to activated:web", """
            s = socket.create_server(('', 8080))
            client = ask('/mnt/s')
            a, peer = s.accept()
            a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            print(s.getsockname(), peer[0], a.getsockname())
            s.close()
            os.close(3)
            print(os.path.exists('/mnt/s'))
            """, "('0.0.0.0', 8080) 127.0.0.1 ('0.0.0.0', 8080)\nTrue",
            $"{Pass} 's = socket.socket(socket.AF_UNIX); s.bind(\"/mnt/s\"); s.listen()' {PreloadedPython.Command}");

    [Fact]
    public Task Passed_socket_of_UDP_receives() =>
        PreloadedPython.Check(Rule, """
            s = socket.socket(type=socket.SOCK_DGRAM)
            s.bind(('', 8080))
            client = socket.socket(type=socket.SOCK_DGRAM)
            client.sendto(b'x', ('127.0.0.1', 9999))
            data, peer = s.recvfrom(9)
            s.sendto(b'y', peer)
            print(data, client.recvfrom(9))
            """, "b'x' (b'y', ('127.0.0.1', 9999))",
            $"{Pass} 's = socket.socket(type=socket.SOCK_DGRAM); s.bind((\"127.0.0.1\", 9999))' {PreloadedPython.Command}");

    [Theory]
    [InlineData("os.close(3)", "", "EBADF", "the program has closed the passed socket")]
    [InlineData("pass", "type=socket.SOCK_DGRAM", "EPROTOTYPE", "the passed socket is of another type")]
    public async Task What_cannot_be_passed_is_refused_and_told(string before, string socket, string errno, string words)
    {
        var run = await PreloadedPython.Run(Rule, $"""
            {before}
            s = socket.socket({socket})
            print(error(s.bind, ('', 8080)), s.getsockname())
            """, Activated);
        Assert.Equal((0, $"{errno} ('0.0.0.0', 0)\n"), (run.Status, run.Output));
        Assert.Matches($"^fairlead: bind (tcp|udp) 0.0.0.0:8080 {words}: {errno} \\(rule 1\\)\n$", run.Error);
    }
}
