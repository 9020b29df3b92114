namespace Fairlead.E2E.Mirror;

/// <summary>Whatever stands at the other end of the transport, the session ends with its reason, and nothing has run here.</summary>
public sealed class AgentRefusalTests
{
    // A frame: length, stream, type, payload.
    private const string Frame = "import struct, sys; frame = lambda type, text: struct.pack('<III', len(text), 0, type) + text.encode(); ";

    private static Task Check(string target, string said) => MirrorSandbox.Check($$"""
        real python3 $PROGRAMS/mirror-server.py real 8080 sum
        cat >agent.py <<'END'
        {{Frame}}
        sys.stdin.buffer.read(12)
        if sys.argv[1] == 'version': answer = frame(2, '{"version":2,"build":"9.9.9","pid":0,"capabilities":0,"kernel":"9"}')
        if sys.argv[1] == 'failure': answer = frame(3, '{"message":"this agent speaks version 9 of the protocol"}')
        if sys.argv[1] == 'noise': answer = bytes(range(65, 91))
        if sys.argv[1] == 'half': answer = frame(2, 'x' * 100)[:50]
        sys.stdout.buffer.write(answer); sys.stdout.flush()
        END
        timeout 25 fairlead mirror --target "exec:{{target}}" --mirror 'tcp any:8080' -- touch started 2>&1 | sed 's/^fairlead: exec:[^:]* does not/AGENT does not/'
        echo ${PIPESTATUS[0]}; ls started 2>&1; clean && echo clean
        """, $"{said}\n125\nls: cannot access 'started': No such file or directory\nclean\n");

    [Theory]
    [InlineData("cat", "the agent sent Hello on stream 0, which nobody asked for")]
    [InlineData("echo hello", "the other side ended in the middle of a frame")]
    [InlineData("false", "its stream has ended")]
    [InlineData("python3 agent.py failure", "this agent speaks version 9 of the protocol")]
    [InlineData("python3 agent.py half", "the other side ended in the middle of a frame")]
    public Task What_is_no_agent_is_found_out(string command, string why) =>
        Check(command, $"AGENT does not answer as an agent does: the agent is gone: {why}");

    [Fact]
    public Task An_agent_of_another_version_is_told_from_ours() => Check("python3 agent.py version", """
        AGENT does not answer as an agent does: the agent speaks version 2 of the protocol, and this side version 1: use one version of Fairlead on both sides
        """);

    [Fact]
    public Task Another_program_is_told_by_its_bytes() => Check("python3 agent.py noise", """
        AGENT does not answer as an agent does: the agent is gone: the other side sent what is no frame of this protocol: length 1145258561, type 1280002633; is it another program, or another version of Fairlead?
        """);

    [Fact]
    public Task A_message_that_cannot_be_read_ends_the_session_at_once() => MirrorSandbox.Check($$"""
        cat >agent.py <<'END'
        {{Frame}}
        sys.stdin.buffer.read(12); sys.stdout.buffer.write(frame(2, '[1,2')); sys.stdout.flush(); sys.stdin.read()
        END
        timeout 15 fairlead mirror --target 'exec:python3 agent.py' --mirror 'tcp any:8080' -- touch started >said 2>&1; echo $?
        grep -o 'the other side sent a message that cannot be read (WelcomeMessage)' said
        """, "125\nthe other side sent a message that cannot be read (WelcomeMessage)\n");

    [Fact]
    public Task A_command_that_is_not_there_is_named() => MirrorSandbox.Check("""
        fairlead mirror --target 'exec:no-such-agent' --mirror 'tcp any:8080' -- touch started 2>&1 | grep -o 'no-such-agent: .*not found'
        echo ${PIPESTATUS[0]}
        """, "no-such-agent: not found\n125\n".Replace("no-such-agent: ", "no-such-agent: /usr/bin/sh: 1: no-such-agent: ", StringComparison.Ordinal));
}
