namespace Fairlead.E2E.Mirror;

/// <summary>What cannot be is said clearly, before anything runs here or changes there.</summary>
public sealed class BadInputTests
{
    private static Task Check(string arguments, string expected) => MirrorSandbox.Check(
        $"timeout 20 fairlead mirror {arguments} -- touch started 2>&1 | sed -r \"s/\\b$T\\b/PID/g; s/127[.0-9]+:[0-9]+ hide/SESSION hide/\"; echo ${{PIPESTATUS[0]}}; ls started 2>&1; clean && echo clean",
        $"{expected}\n125\nls: cannot access 'started': No such file or directory\nclean\n");

    [Fact]
    public Task Nobody_listens() => Check("--target pid:$T --mirror 'tcp any:8080'", """
        fairlead: nobody listens on tcp port 8080 at the target: nothing there listens on TCP
        """);

    [Fact]
    public Task No_such_process() => Check("--target pid:999999 --mirror 'tcp any:8080'", """
        fairlead: pid:999999: there is no process 999999
        """);

    [Fact]
    public Task No_target() => Check("--mirror 'tcp any:8080'", """
        fairlead: Option '--target' is required.
        fairlead: see `fairlead mirror --help`
        """);

    [Fact]
    public Task Names_without_the_hooks_for_them() => Check(
        "--engine preload --target pid:$T --dns", """
        fairlead: the engine that was asked for cannot carry these rules here:
        fairlead:   preload: cannot carry rule 1 (connect udp any:53 to SESSION hide): the C library's resolver does not go through the functions that this engine hooks
        fairlead:   cgroup and seccomp can: leave out --engine
        """);

    [Fact]
    public Task Nothing_to_do() => Check("--target pid:$T", """
        fairlead: nothing to do: give a statement, as in --mirror 'tcp any:80', or -r, --rules or --profile
        """);
}
