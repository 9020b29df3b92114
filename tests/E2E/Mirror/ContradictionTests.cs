namespace Fairlead.E2E.Mirror;

/// <summary>What cannot be is refused where it is wrong, before the target hears of it.</summary>
public sealed class ContradictionTests
{
    private static Task Check(string arguments, string expected) => MirrorSandbox.Check(
        $"timeout 20 fairlead mirror --target 'exec:touch asked' {arguments} -- touch started 2>&1 | head -n1; echo ${{PIPESTATUS[0]}}; ls",
        $"{expected}\n125\n");

    [Theory]
    [InlineData("--mirror 'tcp any:80' --steal 'tcp any:80-90'", "fairlead: --steal:1:1: statement 2 takes TCP port 80 of the target, and so does statement 1 (--mirror:1: mirror tcp any:80): a port is for one statement")]
    [InlineData("--mirror 'tcp any:80' --mirror 'tcp any:80'", "fairlead: --mirror:1:1: statement 2 takes TCP port 80 of the target, and so does statement 1 (--mirror:1: mirror tcp any:80): a port is for one statement")]
    [InlineData("--mirror 'tcp any:80 to :90' --mirror 'tcp any:90'", "fairlead: --mirror:1:1: the local program's TCP port 90 gets what is sent to port 90 of the target, and what is sent to port 80 by statement 1 (--mirror:1: mirror tcp any:80 to :90): give one of them another port with `to`")]
    [InlineData("--mirror 'tcp any:80' -r 'bind tcp any:80 to 127.0.0.1:81'", "fairlead: --mirror:1:1: the local program's TCP port 80 is taken by rule 1 (-r:1: bind tcp any:80 to 127.0.0.1:81), which comes first: no client would reach the program")]
    public Task A_port_is_for_one(string arguments, string expected) => Check(arguments, expected);

    [Theory]
    [InlineData("--mirror 'udp any:80' --diff", "fairlead: --mirror:1:19: found `diff`, expected an option of UDP: `diff` is for `mirror tcp`, as datagrams come in no order")]
    [InlineData("--mirror 'tcp any:80' --passive --diff", "fairlead: --mirror:1:24: found `passive`, expected no `passive` beside `diff`: a copy with gaps has other answers")]
    [InlineData("--steal 'tcp any:80 passive'", "fairlead: --steal:1:18: found `passive`, expected an option of `steal`: packets can be copied passively, not taken")]
    [InlineData("--mirror 'tcp any:80 path \"/x\"'", "fairlead: --mirror:1:19: found `path`, expected an option of `mirror`: `path` is for `steal tcp`, a mirror copies whole connections")]
    public Task Options_contradict(string arguments, string expected) => Check(arguments, expected);

    [Theory]
    [InlineData("--patience -1 --mirror 'tcp any:80'", "fairlead: --patience -1: expected 0 or more milliseconds")]
    [InlineData("--patience soon --mirror 'tcp any:80'", "fairlead: Cannot parse argument 'soon' for option '--patience' as expected type 'System.Int32'.")]
    [InlineData("--mirror", "fairlead: Required argument missing for option: '--mirror'.")]
    [InlineData("--files etc=read", "fairlead: --files:1:7: found `etc`, expected an absolute path, where `*` stands for any characters but `/`")]
    [InlineData("--mirror 'tcp any:80' --target pid:1", "fairlead: Option '--target' expects a single argument but 2 were provided.")]
    public Task Wrong_values_are_named(string arguments, string expected) => Check(arguments, expected);

    [Theory]
    [InlineData("pid:-1", "expected a process id after pid:; for example pid:4242")]
    [InlineData("netns:", "found nothing, expected a network namespace; for example netns:blue")]
    [InlineData("ssh:-oProxyCommand=x", "found '-oProxyCommand=x', which would be an option, expected a host; for example ssh:user@host")]
    [InlineData("exec:", "found no command; for example exec:'nsenter -t 42 -n fairlead agent'")]
    public Task Targets_are_read_with_care(string target, string expected) => MirrorSandbox.Check(
        $"fairlead mirror --target '{target}' --mirror 'tcp any:80' -- touch started 2>&1; echo $?; ls",
        $"fairlead: target '{target}': {expected}\n125\n");
}
