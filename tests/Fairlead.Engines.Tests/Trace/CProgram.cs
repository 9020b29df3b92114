using System.Diagnostics;

namespace Fairlead.Engines.Tests.Trace;

/// <summary>A program that makes every traced call, by system call numbers, and some in a second thread.</summary>
internal sealed class CProgram : IDisposable
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <linux/net.h>
        #include <pthread.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        #ifdef SOCKETCALL
        #define CALL(NAME, name, ...) syscall(SYS_socketcall, SYS_##NAME, (long[]){ __VA_ARGS__ })
        #else
        #define CALL(NAME, name, ...) syscall(SYS_##name, __VA_ARGS__)
        #endif

        static struct sockaddr_in at(int port)
        {
            return (struct sockaddr_in){ AF_INET, htons(port), { htonl(INADDR_LOOPBACK) } };
        }

        static char **again;

        static void *thread(void *unused)
        {
            struct sockaddr_in nobody = at(1);
            int s = CALL(SOCKET, socket, AF_INET, SOCK_STREAM, 0);
            CALL(CONNECT, connect, s, (long)&nobody, sizeof nobody);
            if (again) execv(again[0], again);
            return unused;
        }

        int main(int argc, char **argv)
        {
            if (argc > 2) return 42;
            struct sockaddr_in a = at(0), d = at(9), e = at(10);
            socklen_t size = sizeof a;
            int s = CALL(SOCKET, socket, AF_INET, SOCK_STREAM, 0);
            CALL(BIND, bind, s, (long)&a, sizeof a);
            CALL(LISTEN, listen, s, 7);
            getsockname(s, (void *)&a, &size);
            int c = CALL(SOCKET, socket, AF_INET, SOCK_STREAM, 0);
            CALL(CONNECT, connect, c, (long)&a, sizeof a);
            int p = CALL(ACCEPT4, accept4, s, 0, 0, 0);
            CALL(SENDTO, sendto, c, (long)"hi", 2, 0, 0, 0);

            int u = CALL(SOCKET, socket, AF_INET, SOCK_DGRAM, 0);
            struct iovec v = { "hello", 5 };
            struct msghdr m = { &d, sizeof d, &v, 1 };
            struct mmsghdr mm[3] = { { m }, { m }, { m } };
            mm[1].msg_hdr.msg_name = &e;
            CALL(SENDTO, sendto, u, (long)"abc", 3, 0, (long)&d, sizeof d);
            CALL(SENDMSG, sendmsg, u, (long)&m, 0);
            CALL(SENDMMSG, sendmmsg, u, (long)mm, 3, 0);

            char *more[] = { argv[0], "exec", "again", 0 };
            if (argc > 1) again = more;
            pthread_t t;
            pthread_create(&t, 0, thread, 0);
            pthread_join(t, 0);
            return p < 0;
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-trace-").FullName;

    /// <summary>Compiles it; the test is skipped where gcc cannot.</summary>
    public CProgram(string flags)
    {
        File.WriteAllText($"{Executable}.c", Source);
        using var gcc = Process.Start("gcc", $"-w -O1 -pthread {flags} -idirafter /usr/include/x86_64-linux-gnu {Executable}.c -o {Executable}");
        gcc.WaitForExit();
        Assert.SkipUnless(gcc.ExitCode == 0, $"gcc {flags} does not work here");
    }

    public string Executable => Path.Combine(_folder, "calls");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
