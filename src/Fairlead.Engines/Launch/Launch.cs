using Fairlead.Bpf.Classic;

namespace Fairlead.Engines.Launch;

/// <summary>What to start, and how.</summary>
/// <param name="File">The file to execute.</param>
/// <param name="Arguments">Its arguments, the name of the program first; see <see cref="ByteText"/>.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="Caller">The state that it inherits.</param>
public sealed record Launch(string File, string[] Arguments, ProgramEnvironment Environment, CallerState Caller)
{
    /// <summary>The seccomp filter that is installed in the program; null: none.</summary>
    public Instruction[]? Filter { get; init; }

    /// <summary>SECCOMP_FILTER_FLAG_ constants for the filter.</summary>
    public uint FilterFlags { get; init; }

    /// <summary>Whether no_new_privs must be set for the filter.</summary>
    public bool NoNewPrivs { get; init; }

    /// <summary>Descriptors that the program inherits though they are closed on exec.</summary>
    public int[] KeptDescriptors { get; init; } = [];

    /// <summary>
    /// Namespaces that the program enters, in this order, as open files of /proc/PID/ns. It keeps the name of this process's
    /// working directory, which is to be there.
    /// </summary>
    public int[] Spaces { get; init; } = [];

    /// <summary>Whether it runs in a session of its own, on /dev/null, and outlives this process.</summary>
    public bool Detached { get; init; }

    /// <summary>With <see cref="Detached"/>: whether it keeps standard error.</summary>
    public bool KeepsStderr { get; init; }

    /// <summary>Whether this process becomes the program.</summary>
    public bool SamePid { get; init; }
}
