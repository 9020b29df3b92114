namespace Fairlead.Engines.Launch;

/// <summary>The environment that the program gets: the caller's, without what is Fairlead's own. See <see cref="ByteText"/>.</summary>
public sealed class ProgramEnvironment
{
    private readonly List<string> _lines = [];

    private ProgramEnvironment()
    {
    }

    /// <summary>Whether LISTEN_PID names this process, so that it must name the program: sd_listen_fds(3).</summary>
    public bool HasListenPid => Names("LISTEN_PID");

    /// <summary>Whether WATCHDOG_PID names this process: sd_watchdog_enabled(3).</summary>
    public bool HasWatchdogPid => Names("WATCHDOG_PID");

    /// <summary>The variables as NAME=VALUE.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Takes this process's environment, byte for byte.</summary>
    public static ProgramEnvironment Current()
    {
        var environment = new ProgramEnvironment();
        environment._lines.AddRange(ByteText.ReadList("/proc/self/environ"));
        environment.Set(CallerState.Variable, null);
        return environment;
    }

    /// <summary>The value of a variable; null: not set.</summary>
    public string? Get(string name) => Find(name) is var at && at >= 0 ? _lines[at][(name.Length + 1)..] : null;

    /// <summary>Sets a variable; null: removes it.</summary>
    public void Set(string name, string? value)
    {
        if (Find(name) is var at && at >= 0)
        {
            _lines.RemoveAt(at);
        }
        if (value is not null)
        {
            _lines.Add($"{name}={value}");
        }
    }

    /// <summary>Removes what sd_listen_fds(3) reads: the passed sockets are Fairlead's to give.</summary>
    public void RemoveActivation()
    {
        foreach (var name in (ReadOnlySpan<string>)["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID"])
        {
            Set(name, null);
        }
    }

    private bool Names(string variable) => Get(variable) == $"{Environment.ProcessId}";

    private int Find(string name)
    {
        for (var i = 0; i < _lines.Count; i++)
        {
            if (_lines[i].Length > name.Length && _lines[i][name.Length] == '='
                && _lines[i].StartsWith(name, StringComparison.Ordinal))
            {
                return i;
            }
        }
        return -1;
    }
}
