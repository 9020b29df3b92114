using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary>A <see cref="Sandbox"/> that also has a tree of cgroups of its own: no other is seen, or changed.</summary>
/// <remarks>
/// The tree is at $CG. It goes with all processes in it when the script ends; after a kill, when the container starts next.
/// </remarks>
internal static class CgroupSandbox
{
    /// <summary>Where cgroup2 is mounted: a hybrid host has it beside version 1.</summary>
    public static string Mount { get; } =
        Directory.Exists("/sys/fs/cgroup/unified") ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";

    private const string Enter = """
        if [ -n "${CGROUP-}" ]; then
            echo $$ >"$CGROUP/cgroup.procs" || exit 99
            exec env -u CGROUP unshare --cgroup --mount bash "$0"
        fi
        umount -l $CG && mount -t cgroup2 none $CG || exit 99
        # service NAME: starts a program there, S_PID, that opens the sockets that `ask` asks for.
        service() {
            mkdir -p $CG/$1
            coproc S { echo $BASHPID >$CG/$1/cgroup.procs; exec python3 $PROGRAMS/opener.py; }
            ask close >/dev/null
        }
        ask() { local answer; echo "$*" >&${S[1]}; read -r -u ${S[0]} answer; echo "$answer"; }

        """;

    private static int s_count;

    /// <summary>Runs a script as root.</summary>
    public static async Task<Outcome> Run(string script)
    {
        Requires.Root();
        Requires.File($"{Mount}/cgroup.procs");
        var directory = $"{Mount}/fairlead-e2e-{Interlocked.Increment(ref s_count)}-{Environment.ProcessId}";
        Directory.CreateDirectory(directory);
        try
        {
            return await Sandbox.Run(Enter + script, ("CGROUP", directory), ("CG", Mount));
        }
        finally
        {
            await File.WriteAllTextAsync($"{directory}/cgroup.kill", "1");
            Assert.True(SpinWait.SpinUntil(() => TryRemove(directory), TimeSpan.FromSeconds(5)), $"{directory} stays");
        }
    }

    // EBUSY until the last process is gone.
    private static bool TryRemove(string directory)
    {
        try
        {
            Remove(directory);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Remove(string directory)
    {
        foreach (var inner in Directory.GetDirectories(directory))
            Remove(inner);
        Directory.Delete(directory);
    }
}
