using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cli;

/// <summary>What cannot start says why, with the exit statuses of env(1) and timeout(1).</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("no-such-program", "cannot run no-such-program: no such program in PATH")]
    [InlineData("./none", "cannot run ./none: no such program")]
    [InlineData("/no/such/folder/x", "cannot run /no/such/folder/x: no such program")]
    [InlineData("''", "no such program")]
    public Task Missing_program_gives_127(string program, string message) => Fails(127, message, "true", program);

    [Fact]
    public Task File_without_execute_permission_gives_126() =>
        Fails(126, "cannot run ./f: it is not executable", "echo >f", "./f");

    [Fact]
    public Task Folder_gives_126() => Fails(126, "cannot run ./d", "mkdir d", "./d");

    [Fact]
    public Task Program_without_its_interpreter_gives_127() =>
        Fails(127, "interpreter", "printf '#!/no/such\\n' >f; chmod +x f", "./f");

    [Fact]
    public Task File_that_is_no_program_gives_126() =>
        Fails(126, "cannot run ./f", "printf '\\177ELFxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' >f; chmod +x f", "./f");

    [Fact]
    public async Task Name_with_odd_bytes_is_told_as_text()
    {
        var run = await Sandbox.Run("fairlead run --bind 127.0.0.7 -- ./nö");
        Assert.Equal(127, run.Status);
        Assert.Contains("./nö", run.Error);
    }

    [Fact]
    public async Task Command_without_program_gives_125()
    {
        var run = await Sandbox.Run("fairlead run --engine seccomp --bind 127.0.0.7");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("which program?", run.Error);
    }

    [Fact]
    public Task Nested_run_says_that_it_is_inside_another() => Fails(
        125, "it runs inside another `fairlead run`", "true", "fairlead run --engine seccomp --bind 127.0.0.8 -- echo never");

    [Fact]
    public async Task Seccomp_listener_of_another_is_told()
    {
        var run = await Sandbox.Run("fairlead run --engine seccomp --bind 127.0.0.7 -- fairlead run --engine seccomp --bind 127.0.0.8 -- touch ran; ls");
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Forbidden_seccomp_is_told_with_what_would_work()
    {
        var run = await Sandbox.Run("""
            python3 $PROGRAMS/forbid.py fairlead run --engine seccomp --bind 127.0.0.7 -- touch ran
            echo $?
            ls
            """);
        Assert.Equal("125\n", run.Output);
        Assert.Contains("seccomp", run.Error);
    }

    private static async Task Fails(int status, string message, string setup, string program)
    {
        var run = await Sandbox.Run($"{setup}\nfairlead run --engine seccomp --bind 127.0.0.7 -- {program}");
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.StartsWith("fairlead: ", run.Error);
        Assert.Contains(message, run.Error);
    }
}
