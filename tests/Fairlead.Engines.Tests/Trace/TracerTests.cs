using System.Text.RegularExpressions;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Trace;
using Fairlead.Linux;
using static Fairlead.Linux.SignalConstants;
using static Fairlead.Linux.WaitStatus;

namespace Fairlead.Engines.Tests.Trace;

public sealed partial class TracerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-static")]
    [InlineData("-m32")]
    [InlineData("-m32 -static -DSOCKETCALL")]
    public void Every_call_is_shown_whatever_the_program_is(string flags)
    {
        using var program = new CProgram(flags);
        var traced = TracedProgram.Run(program.Executable);
        Assert.Equal(
            [
                "socket inet stream = N",
                "bind tcp 127.0.0.1:0 = 0 (127.0.0.1:PORT)",
                "listen tcp 127.0.0.1:PORT (backlog 7) = 0",
                "socket inet stream = N",
                "connect tcp 127.0.0.1:PORT = 0",
                "accept tcp = N from 127.0.0.1:PORT",
                "socket inet dgram = N",
                "sendto udp 127.0.0.1:9 (3 bytes) = 3",
                "sendmmsg udp 127.0.0.1:10 = 3",
                "socket inet stream = N",
                "connect tcp 127.0.0.1:1 = ECONNREFUSED",
                "sendto udp 127.0.0.1:9 (3 more of these)",
            ],
            traced.Lines.SkipLast(2).Select(WithoutNumbers));
        Assert.StartsWith(
            "  fairlead run -r 'bind tcp 127.0.0.1:0 to ADDRESS' -r 'connect tcp 127.0.0.1:1 to ADDRESS' "
            + "-r 'connect udp 127.0.0.1:9-10 to ADDRESS' -- ", traced.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, traced.Status);
    }

    [Fact]
    public void Exec_by_a_second_thread_ends_the_first_and_keeps_the_process()
    {
        using var program = new CProgram("");
        var traced = TracedProgram.Run(program.Executable, "exec");
        Assert.Equal(42, WEXITSTATUS(traced.Status));
    }

    [Fact]
    public void Without_sockets_nothing_is_suggested()
    {
        var traced = TracedProgram.Run("/bin/true");
        Assert.Equal(["fairlead: no call was seen that a rule would steer"], traced.Lines);
        Assert.Equal(0, traced.Status);
    }

    [Fact]
    public void Exit_status_and_death_by_signal_are_the_programs_own()
    {
        Assert.Equal(7, WEXITSTATUS(TracedProgram.Run("/bin/sh", "-c", "exit 7").Status));
        Assert.Equal(SIGUSR1, WTERMSIG(TracedProgram.Run("/bin/sh", "-c", "kill -USR1 $$").Status));
        Assert.Equal(SIGKILL, WTERMSIG(TracedProgram.Run("/bin/sh", "-c", "kill -KILL $$").Status));
    }

    [Fact]
    public void Signals_reach_their_handlers()
    {
        var traced = TracedProgram.Run("/bin/sh", "-c", "trap 'exit 9' USR1; kill -USR1 $$; exit 1");
        Assert.Equal(9, WEXITSTATUS(traced.Status));
    }

    [Fact]
    public void A_stopped_program_stays_so_until_it_is_continued()
    {
        var traced = TracedProgram.Run(
            "/bin/sh", "-c", "(sleep 0.3; kill -CONT $$) & kill -STOP $$; wait; exit 5");
        Assert.Equal(5, WEXITSTATUS(traced.Status));
    }

    [Fact]
    public void Children_and_what_outlives_the_program_are_followed()
    {
        var traced = Python("""
            import os, socket, subprocess, sys, time
            name = lambda n: ("127.0.0.1", n)
            if os.fork() == 0:
                time.sleep(0.3)
                socket.socket().connect_ex(name(2))
                os._exit(0)
            socket.socket().connect_ex(name(3))
            subprocess.run([sys.executable, "-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 4))"])
            os._exit(3)
            """);
        Assert.Equal(3, WEXITSTATUS(traced.Status));
        foreach (var port in (int[])[2, 3, 4])
        {
            Assert.Contains($"connect tcp 127.0.0.1:{port} = ECONNREFUSED", traced.Lines);
        }
        Assert.Contains("-r 'connect tcp 127.0.0.1:2-4 to ADDRESS'", traced.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_signals_interrupt_goes_on()
    {
        var traced = Python("""
            import signal, socket, threading, time
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
            server = socket.create_server(("127.0.0.1", 0))
            def later():
                time.sleep(0.3)
                socket.create_connection(server.getsockname())
            threading.Thread(target=later).start()
            server.accept()
            signal.setitimer(signal.ITIMER_REAL, 0)
            """);
        Assert.Equal(0, traced.Status);
        Assert.Single(traced.Lines, l => l.StartsWith("accept tcp = ", StringComparison.Ordinal));
    }

    [Fact]
    public void Answers_of_a_bound_socket_suggest_no_connect()
    {
        var traced = Python("""
            import socket
            udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            udp.bind(("::", 0))
            udp.sendto(b"x", ("::1", 9))
            """);
        Assert.Contains("sendto udp [::1]:9 (1 byte) = 1", traced.Lines);
        Assert.Contains("run -r 'bind udp wildcard:0 to ADDRESS' -- ", traced.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Sockets_that_rules_do_not_reach_are_shown_and_suggest_nothing()
    {
        var traced = Python("""
            import socket
            socket.socket(socket.AF_UNIX).connect_ex("/nowhere/at/all")
            socket.socket(socket.AF_UNIX).bind("\0fairlead-trace-test")
            """);
        Assert.Contains("connect unix /nowhere/at/all = ENOENT", traced.Lines);
        Assert.Contains("bind unix @fairlead-trace-test = 0", traced.Lines);
        Assert.Equal("fairlead: no call was seen that a rule would steer", traced.Lines[^1]);
    }

    [Fact]
    public void Io_uring_is_noticed()
    {
        var traced = Python("""
            import ctypes
            ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(120))
            """);
        Assert.Contains(traced.Lines, l => l.StartsWith("io_uring_setup = ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_is_traced_already_is_refused()
    {
        using var program = StartedProgram.Start(
            new Engines.Launch.Launch("/bin/true", ["true"], ProgramEnvironment.Current(), CallerState.Read(null)));
        var report = new TraceReport(new TraceOutput(_ => { }, json: false));
        var tracer = new Tracer(program.Pid, report);
        var refusal = Assert.Throws<LinuxException>(() => new Tracer(program.Pid, report));
        Assert.Equal(Errno.EPERM, refusal.Errno);
        Assert.Contains("ptrace_scope", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.None, Libc.kill(program.Pid, SIGKILL));
        tracer.Follow();
    }

    private static TracedProgram Python(string script) => TracedProgram.Run("/usr/bin/python3", "-c", script);

    private static string WithoutNumbers(string line) =>
        DescriptorPattern().Replace(PortPattern().Replace(line, "PORT"), "$1N");

    [GeneratedRegex(@"(?<=:)\d{5}\b|(?<=from 127\.0\.0\.1:)\d+")]
    private static partial Regex PortPattern();

    [GeneratedRegex(@"(^(?:socket|accept).* = )\d+")]
    private static partial Regex DescriptorPattern();
}
