namespace Fairlead.E2E.DropIn;

/// <summary>BIND_ADDR and LD_PRELOAD before a command reach the server, whatever starts it in the end.</summary>
public sealed class StartedByTests
{
    private const string Server = "/usr/bin/python3 $SOURCES/python/program.py serve-udp 0.0.0.0 8080 >/dev/null";

    [Theory]
    [InlineData($"{Server}")]
    [InlineData($"nohup {Server} 2>&1")]
    [InlineData($"sh -c 'true; {Server}; true'")]
    [InlineData($"bash -c 'exec {Server}'")]
    [InlineData($"env A=b {Server}")]
    [InlineData($"setsid {Server}")]
    [InlineData($"nice {Server}")]
    [InlineData($"timeout 20 {Server}")]
    [InlineData($"xargs {Server} </dev/null")]
    [InlineData($"setpriv --reuid=65534 --clear-groups {Server}")]
    [InlineData("./server")]
    public Task Command(string command) => DropInSandbox.Check(
        $$"""
        printf '#!/bin/sh\n{{Server}} &\nwait\n' >server; chmod +x server
        $DROP_IN {{command}} &
        serves 1 8080
        """,
        "udp 10.17.24.14:8080");

    [Theory]
    [InlineData("--background --make-pidfile --startas /usr/bin/python3")]
    [InlineData("--background --make-pidfile --chuid nobody --exec /usr/bin/python3")]
    [InlineData("--background --make-pidfile --chdir / --nicelevel 5 --umask 022 --exec /usr/bin/python3")]
    public Task Start_stop_daemon(string options) => DropInSandbox.Check(
        $$"""
        $DROP_IN start-stop-daemon --start --quiet --pidfile /mnt/pid {{options}} -- \
            $SOURCES/python/program.py serve-tcp 0.0.0.0 8080
        serves 1 8080
        $DROP_IN start-stop-daemon --stop --quiet --pidfile /mnt/pid --retry 5
        echo "stopped: $?"
        sockets
        """,
        "tcp 10.17.24.14:8080\nstopped: 0");

    [Fact]
    public Task Init_script_that_exports_the_variables() => DropInSandbox.Check(
        """
        printf '#!/bin/sh\nexport BIND_ADDR=10.17.24.14 LD_PRELOAD=/usr/lib/libfairlead.so\nexec "$@"\n' >script
        chmod +x script
        env -i PATH=$PATH ./script /usr/bin/python3 $SOURCES/python/program.py serve-udp 0.0.0.0 8080 >/dev/null &
        serves 1 8080
        """,
        "udp 10.17.24.14:8080");

    [Fact]
    public Task Other_preloaded_library_stays() => DropInSandbox.Check(
        """
        cat >other.c <<END
        #include <stdio.h>
        __attribute__((constructor)) static void start(void) { puts("the other is there"); fflush(stdout); }
        END
        gcc -shared -fPIC other.c -o other.so
        BIND_ADDR=10.17.24.14 LD_PRELOAD="$LIBRARY ./other.so" /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8080
        """,
        "the other is there\n10.17.24.14:8080");
}
