using System.Diagnostics;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror.Targets;

/// <summary>A sandbox with targets that are more than a process: containers of podman, and a host that ssh reaches.</summary>
/// <remarks>tests/containers makes both. The images are made once; each has /server on port 8080 as the real program.</remarks>
internal static class TargetSandbox
{
    private const string Words = """
        eval "$CONFIGURATION"
        tidy() { podman rm -f -t 0 -a; rmdir /sys/fs/cgroup/*/libpod_parent/{conmon,}; } >/dev/null 2>&1
        trap tidy EXIT
        # container IMAGE: runs one, named after its image; $T is its first process.
        container() {
            podman run -d --name $1 --privileged --network none localhost/$1:1 >/dev/null
            T=$(podman inspect -f '{{.State.Pid}}' $1)
            wait_for ask
        }
        ask() { nsenter --net --target $T curl -s http://127.0.0.1:8080/bytes/3; }
        # host: a process $T in a network namespace of its own, with a real program, on a host that ssh knows as "target".
        host() {
            sleep 100 | $CONTAINERS/sshd /mnt/ssh 2222 &
            wait_for test -e /mnt/ssh/ready; PATH=/mnt/ssh/bin:$PATH
            unshare --net sh -c 'ip link set lo up; exec python3 $PROGRAMS/mirror-server.py real 8080 echo' >real.log & T=$!
            wait_for grep -q listens real.log
        }
        # mirror TARGET: a session in the background; waits until the local program listens.
        mirror() {
            fairlead mirror --target "$1" --mirror 'tcp any:8080' -- python3 $PROGRAMS/mirror-server.py local 8080 echo \
                >local.log 2>mirror.log & M=$!
            wait_for grep -q listens local.log || cat mirror.log
        }
        mirrored() { wait_for grep -q '^local got' local.log && grep -c '^local got' local.log; }
        # Where an uploaded agent runs, and its shell and folder are, if any.
        agents() { pgrep -f '^./fairlead-agent|^sh -c hash=' ; ls -d /proc/$T/root/{tmp,dev/shm,var/tmp,run}/fairlead-agent.*; } 2>/dev/null
        none() { [ -z "$(agents)" ]; }

        """;

    private static readonly Lazy<string> Configuration = new(Prepare);

    private static string Scripts => Path.Combine(Installed.Root, "tests", "containers");

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static async Task Check(string script, string expected)
    {
        Requires.Root();
        Requires.File("/usr/bin/podman");
        Requires.File("/usr/sbin/sshd");
        Requires.File(Path.Combine(Installed.Folder, "artifacts", "fairlead", "agent", "sums"));
        var outcome = await Sandbox.Run(Words + script, ("CONFIGURATION", Configuration.Value), ("CONTAINERS", Scripts));
        Assert.True(
            expected.ReplaceLineEndings() == outcome.Output,
            $"expected:\n{expected}\ngot:\n{outcome.Output}\nstderr:\n{outcome.Error}");
    }

    private static string Prepare()
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts, "prepare"), [Path.Combine(Installed.Folder, "containers")])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var configuration = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return configuration;
    }
}
