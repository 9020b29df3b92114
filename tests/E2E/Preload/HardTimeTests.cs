using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>Rules hold before main, at the limit of descriptors, and at the second time.</summary>
public sealed class HardTimeTests
{
    private const string Early = """
        cat >early.c <<'END'
        #include <arpa/inet.h>
        #include <stdio.h>
        #include <sys/socket.h>
        __attribute__((constructor)) static void early(void)
        {
            struct sockaddr_in at = { .sin_family = AF_INET };
            socklen_t length = sizeof at;
            int fd = socket(AF_INET, SOCK_DGRAM, 0);
            if (bind(fd, (struct sockaddr *)&at, length) || getsockname(fd, (struct sockaddr *)&at, &length)) perror("early");
            puts(inet_ntoa(at.sin_addr));
        }
        END
        echo 'int main(void) { return 0; }' >main.c
        gcc -shared -fPIC early.c -o libearly.so && gcc main.c -Wl,--no-as-needed -L. -learly -Wl,-rpath,/mnt -o main || exit 98
        ./main

        """;

    [Theory]
    [InlineData("fairlead run --engine preload --bind 127.0.0.7 -- ./main")]
    [InlineData("BIND_ADDR=127.0.0.7 LD_PRELOAD=$FOLDER/artifacts/fairlead/libfairlead.so ./main")]
    public async Task Constructor_of_a_library_is_under_the_rules(string start)
    {
        var run = await Sandbox.Run(Early + start, ("FOLDER", Installed.Folder));
        Assert.Equal(("0.0.0.0\n127.0.0.7\n", ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Program_that_has_no_descriptor_left_is_still_told_by_its_name()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine preload -r 'connect program python3* any any deny ENETUNREACH' -- python3 -c '
            import errno, os, socket
            s = socket.socket()
            try:
                while True: os.dup(0)
            except OSError as e: print(errno.errorcode[e.errno])
            try: s.connect(("127.0.0.1", 9))
            except OSError as e: print(errno.errorcode[e.errno])'
            """);
        Assert.Equal(("EMFILE\nENETUNREACH\n", ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Ordinary_user_sends_through_a_device_again_and_again()
    {
        Requires.Root();
        var run = await Sandbox.Run($$"""
            {{Nobody.Setpriv}} fairlead run --engine preload -r 'connect udp any dev lo' -- python3 -c '
            import socket
            to = socket.socket(type=socket.SOCK_DGRAM)
            to.bind(("127.0.0.1", 0))
            s = socket.socket(type=socket.SOCK_DGRAM)
            for i in range(3): print(s.sendto(b"again", to.getsockname()))'
            """);
        Assert.Equal(("5\n5\n5\n", ""), (run.Output, run.Error));
    }
}
