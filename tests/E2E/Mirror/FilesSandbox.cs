using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>A sandbox with a target that has a root of its own: the folder /mnt/far.</summary>
/// <remarks>$T is the target's process. What stands in far/PATH is /PATH there, and the local program finds it where it is asked.</remarks>
internal static class FilesSandbox
{
    private const string Words = """
        mkdir far far/usr far/mnt far/etc && mount --rbind /usr far/usr
        for d in bin lib lib64; do if [ -L /$d ]; then cp -P /$d far/; else mkdir far/$d; mount --rbind /$d far/$d; fi; done
        # target COMMAND...: a process of the target.
        target() { chroot "$@" & T=$!; wait_for [ "$(readlink /proc/$$/root)" != "$(readlink /proc/$T/root)" ]; wait_for rooted; }
        rooted() { [ "$(readlink /proc/$T/root)" = /mnt/far ]; }
        # files WORDS... -- PROGRAM...: runs a program in the context of the target.
        files() { timeout 20 fairlead mirror --target pid:$T -r 'connect tcp 192.0.2.1 deny EACCES' "$@"; }
        agent() { pgrep -f 'fairlead agent'; }
        static() { gcc -static -O1 -o $1 -x c -; }

        """;

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static async Task Check(string script, string expected, string target = "far sleep 1000")
    {
        Requires.Root();
        Requires.File("/dev/fuse");
        var outcome = await Sandbox.Run($"{Words}target {target}\n{script}\nkill $T 2>/dev/null");
        Assert.True(
            expected.ReplaceLineEndings() == outcome.Output,
            $"expected:\n{expected}\ngot:\n{outcome.Output}\nstderr:\n{outcome.Error}");
    }
}
