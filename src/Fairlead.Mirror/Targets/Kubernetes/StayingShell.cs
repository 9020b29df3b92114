namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>What a container does in which agents are started: it ends by itself, soon after the last of them.</summary>
/// <remarks>
/// So nothing is left that runs, even where Fairlead and kubectl are killed and can remove nothing. A session has a folder
/// whose name ends in the process id of its shell (see <see cref="BootstrapScript"/>). Before the first, it waits a minute.
/// </remarks>
internal static class StayingShell
{
    public const string Script = """
        turns=0
        while [ $turns -lt 60 ]; do
            sleep 1
            turns=$((turns + 1))
            for folder in /tmp/fairlead-agent.*.* /dev/shm/fairlead-agent.*.* /var/tmp/fairlead-agent.*.* \
                /run/fairlead-agent.*.* "$PWD"/fairlead-agent.*.*; do
                [ -d "$folder" ] && kill -0 "${folder##*.}" 2>/dev/null && turns=58
            done
        done
        exit 0
        """;

    /// <summary>How often, and for how long in all, Fairlead looks whether such a container runs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A name that no other session has.</summary>
    public static string NewName() => $"fairlead-agent-{Guid.NewGuid():N}"[..24];
}
