namespace Fairlead.Engines.Launch;

/// <summary>The environment that the program gets: the caller's, without what is Fairlead's own. See <see cref="ByteText"/>.</summary>
public sealed class ProgramEnvironment
{
    private readonly SortedDictionary<string, string> _variables = new(StringComparer.Ordinal);

    private ProgramEnvironment()
    {
    }

    /// <summary>Whether LISTEN_PID names this process, so that it must name the program: sd_listen_fds(3).</summary>
    public bool HasListenPid => Names("LISTEN_PID");

    /// <summary>Whether WATCHDOG_PID names this process: sd_watchdog_enabled(3).</summary>
    public bool HasWatchdogPid => Names("WATCHDOG_PID");

    /// <summary>The variables as NAME=VALUE.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            foreach (var (name, value) in _variables)
            {
                yield return $"{name}={value}";
            }
        }
    }

    /// <summary>Takes this process's environment, byte for byte.</summary>
    public static ProgramEnvironment Current()
    {
        var environment = new ProgramEnvironment();
        foreach (var line in ByteText.ReadList("/proc/self/environ"))
        {
            var equals = line.IndexOf('=');
            environment.Set(equals < 0 ? line : line[..equals], equals < 0 ? null : line[(equals + 1)..]);
        }
        environment.Set(CallerState.Variable, null);
        return environment;
    }

    /// <summary>The value of a variable; null: not set.</summary>
    public string? Get(string name) => _variables.GetValueOrDefault(name);

    /// <summary>Sets a variable; null: removes it.</summary>
    public void Set(string name, string? value)
    {
        if (value is null)
        {
            _variables.Remove(name);
        }
        else
        {
            _variables[name] = value;
        }
    }

    /// <summary>Removes what sd_listen_fds(3) reads: the passed sockets are Fairlead's to give.</summary>
    public void RemoveActivation()
    {
        foreach (var name in (ReadOnlySpan<string>)["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID"])
        {
            _variables.Remove(name);
        }
    }

    private bool Names(string variable) =>
        _variables.TryGetValue(variable, out var value) && value == $"{Environment.ProcessId}";
}
