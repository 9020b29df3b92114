namespace Fairlead.E2E.Mirror;

/// <summary>The local program answers the target's clients.</summary>
public sealed class StealTests
{
    private const string Server = "python3 $PROGRAMS/mirror-server.py";
    private const string Client = "python3 $PROGRAMS/mirror-client.py";

    [Theory, InlineData("cgroup"), InlineData("seccomp"), InlineData("preload")]
    public Task The_local_program_answers_and_sees_the_client(string engine) => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --engine {{engine}} --steal 'tcp any:8080' -- {{Server}} local 8080 sum
        for address in 10.9.0.2 fd09::2; do {{Client}} $address 8080 put 1000 | cut -c1-10; done
        unmirror
        {{Client}} 10.9.0.2 8080 put 1000 | cut -c1-9
        grep -h 'peer' real.log local.log | sed 's/:[0-9]\{5\} /:PORT /g'
        clean && echo clean
        """, """
        local 1000
        local 1000
        real 1000
        real peer 10.9.0.1:PORT 10.9.0.1:PORT asked 10.9.0.2:8080
        local peer 10.9.0.1:PORT 10.9.0.1:PORT asked 10.9.0.2:8080
        local peer fd09::1:PORT fd09::1:PORT asked fd09::2:8080
        clean

        """);

    [Fact]
    public Task Hundred_MiB_go_and_come_back_equal() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --steal 'tcp any:8080' -- {{Server}} local 8080 echo
        {{Client}} 10.9.0.2 8080 echo 104857600
        unmirror
        grep got local.log; grep -c got real.log
        """, "104857600 equal\nlocal got 104857600 4cbf988462cc3ba2 end\n0\n");

    [Fact]
    public Task Thousand_connections_at_once() => MirrorSandbox.Check($$"""
        ulimit -Sn 8192
        real {{Server}} real 8080 echo
        mirror --steal 'tcp any:8080' -- {{Server}} local 8080 echo
        {{Client}} 10.9.0.2 8080 many 1000
        unmirror
        grep -c peer local.log; grep -c peer real.log
        """, "1000 of 1000\n1000\n0\n");

    [Fact]
    public Task The_real_program_answers_while_the_local_one_does_not_listen() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --steal 'tcp any:8080' -- bash -c 'echo listens not; while [ ! -e now ]; do sleep 0.02; done; exec {{Server}} local 8080 sum'
        {{Client}} 10.9.0.2 8080 put 1 | cut -c1-7
        touch now; wait_for grep -q 'local listens' local.log
        {{Client}} 10.9.0.2 8080 put 2 | cut -c1-7
        unmirror
        """, "real 1 \nlocal 2\n");

    [Fact]
    public Task Reset_of_the_local_program_reaches_the_client() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --steal 'tcp any:8080' -- python3 -c "
        import socket, struct
        s = socket.create_server(('', 8080)); print('listens', flush=True)
        while True:
            c, _ = s.accept(); c.recv(3)
            c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); c.close()"
        {{Client}} 10.9.0.2 8080 put 3 2>&1 | tail -n1
        unmirror
        """, "ConnectionResetError: [Errno 104] Connection reset by peer\n");

    [Fact]
    public Task Second_session_for_a_port_is_refused_with_the_identity_of_the_first() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --steal 'tcp any:8080' -- {{Server}} local 8080 sum
        fairlead mirror --target pid:$T --steal 'tcp any:8080' -- {{Server}} second 8080 sum 2>&1 | sed "s/process $M/process M/; s/of [^ ]*@[^ ]*,/of WHO,/"; echo ${PIPESTATUS[0]}
        {{Client}} 10.9.0.2 8080 put 2 | cut -c1-7
        unmirror
        """, """
        fairlead: tcp port 8080 of the target belongs to another session already: fairlead mirror of WHO, process M; one session has a port
        125
        local 2

        """);
}
