namespace Fairlead.E2E.Harness;

/// <summary>Runs Python programs under rules of the preload engine.</summary>
internal static class PreloadedPython
{
    /// <summary>What a program may use: a client of a unix socket, and whether a path is there.</summary>
    private const string Words = """
        import errno, fcntl, os, select, signal, socket, struct, subprocess, sys, threading, time
        def ask(path):
            client = socket.socket(socket.AF_UNIX)
            client.connect(path)
            return client
        def error(call, *arguments):
            try:
                call(*arguments)
            except OSError as e:
                return errno.errorcode[e.errno]

        """;

    /// <summary>The command line; the program is the file p.py.</summary>
    public const string Command = "fairlead run --engine preload -r \"$RULES\" -- python3 -I p.py";

    /// <summary>Checks what a program prints, and that it ends well and says nothing else.</summary>
    public static async Task Check(string rules, string program, string output, string script = Command)
    {
        var run = await Run(rules, program, script);
        Assert.Equal(new Outcome(0, output + "\n", ""), run);
    }

    public static Task<Outcome> Run(string rules, string program, string script = Command) =>
        Sandbox.Run($"printf %s \"$PROGRAM\" >p.py\n{script}", ("RULES", rules), ("PROGRAM", Words + program));
}
