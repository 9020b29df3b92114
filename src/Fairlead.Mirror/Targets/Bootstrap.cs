using System.Globalization;

namespace Fairlead.Mirror.Targets;

/// <summary>Our side of the dialogue with the shell in a target: see <see cref="BootstrapScript"/>.</summary>
internal sealed class Bootstrap(LineStream shell, AgentFiles files, TargetSettings settings)
{
    private const int BlockSize = 64 * 1024;
    private const int MostNoise = 64 * 1024;
    private const string Start = "exec sh -c ";

    // Of a step that is a few system calls in the target, or the writing of one file.
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(1);

    /// <summary>What was written before a shell answered: a banner, or why it is no shell.</summary>
    public string Noise { get; private set; } = "";

    /// <summary>Whether there is a shell.</summary>
    public bool HasShell { get; private set; }

    /// <summary>Brings the agent to run; what follows on the stream is its own.</summary>
    /// <param name="arguments">The agent's arguments.</param>
    /// <param name="container">The id of the container whose process it is for, where its own namespace has all of them.</param>
    /// <exception cref="TargetException">It does not run; the message begins with what did not work.</exception>
    public void Run(string[] arguments, string? container = null)
    {
        string[] words =
        [
            BootstrapScript.Text, "fairlead", files.Hash, settings.KeepsAgent ? "keep" : "remove",
            files.Kilobytes.ToString(CultureInfo.InvariantCulture), container ?? "-", .. arguments,
        ];
        _ = shell.Send($"{Start}{string.Join(' ', words.Select(Quote))}\n");
        Check(Greeting());
        _ = shell.Send("go\n");
        var answer = Answer();
        if (answer.StartsWith("need ", StringComparison.Ordinal))
        {
            Upload(isPacked: answer.StartsWith("need gzip ", StringComparison.Ordinal));
            answer = Answer();
        }
        else if (answer == "have")
        {
            answer = Answer();
        }
        if (answer != "ok")
        {
            throw new TargetException($"the shell answered '{ErrorRelay.Plain(answer)}', expected 'ok'");
        }
    }

    /// <summary>A word for a POSIX shell.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string[] Greeting()
    {
        var deadline = Environment.TickCount64 + (long)settings.Patience.TotalMilliseconds;
        while (shell.Read(deadline) is { } line)
        {
            if (line.StartsWith(BootstrapScript.Hello, StringComparison.Ordinal) && line.Split(' ') is { Length: 5 } words)
            {
                HasShell = true;
                return words;
            }
            if (line.StartsWith(Start, StringComparison.Ordinal))
            {
                throw new TargetException("what answers is no shell: it gives back what it is sent");
            }
            Noise += line.Length == 0 ? "" : Noise.Length == 0 ? line : "\n" + line;
            if (Noise.Length > MostNoise)
            {
                throw new TargetException("no shell answers, but something that writes on and on");
            }
        }
        throw new TargetException(Environment.TickCount64 >= deadline
            ? $"no shell has answered within {settings.Patience.TotalSeconds:0} s"
            : "no shell answers");
    }

    private void Check(string[] greeting)
    {
        var (machine, user, capabilities) = (greeting[2], greeting[3], greeting[4]);
        if (machine != "x86_64")
        {
            throw new TargetException($"its machine is {ErrorRelay.Plain(machine)}, and the agent is built for x86_64");
        }
        if (!ulong.TryParse(capabilities, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
        {
            throw new TargetException("it has no /proc, which the agent needs");
        }
        if (new CapabilitySet(bits).Missing(settings.Privilege) is { } missing)
        {
            throw new TargetException($"not permitted there, as user {ErrorRelay.Plain(user)}: {missing}");
        }
    }

    private string Answer()
    {
        var answer = shell.Read(Environment.TickCount64 + (long)s_step.TotalMilliseconds)
            ?? throw new TargetException("the shell ended, or does not answer, while the agent was brought there");
        return answer.StartsWith("fail ", StringComparison.Ordinal)
            ? throw new TargetException(ErrorRelay.Plain(answer[5..]))
            : answer;
    }

    private void Upload(bool isPacked)
    {
        foreach (var name in (ReadOnlySpan<string>)[.. files.Names, AgentFiles.List])
        {
            var isSent = Send(name, isPacked);
            if (Answer() is var answer && answer != "ok" || !isSent)
            {
                throw new TargetException($"the shell did not take {name}");
            }
        }
        _ = shell.Send(". 0 0\n");
    }

    // Where nobody takes it, the shell's last line says why.
    private bool Send(string name, bool isPacked)
    {
        var isSent = shell.Send($"{name} {files.Length(name, isPacked)} {files.Length(name, packed: false)}\n");
        using var stream = files.Read(name, isPacked);
        var block = new byte[BlockSize];
        for (int length; isSent && (length = stream.Read(block)) > 0;)
        {
            isSent = shell.Send(block.AsSpan(0, length));
        }
        return isSent;
    }
}
