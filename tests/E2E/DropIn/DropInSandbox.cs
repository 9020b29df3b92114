using Fairlead.E2E.Harness;

namespace Fairlead.E2E.DropIn;

/// <summary>
/// A <see cref="Sandbox"/> of a host that has two addresses of each family beside loopback, and the library in /usr/lib.
/// </summary>
/// <remarks>
/// <c>$DROP_IN COMMAND</c> runs a command with the drop-in at <see cref="V4"/>. The addresses that the kernel prefers are
/// 10.17.24.15 and fd00::6. Behind eth0 is another host, 10.17.24.1 and fd00::1, whose commands begin with <c>$there</c>.
/// </remarks>
internal static class DropInSandbox
{
    /// <summary>The address of the drop-in.</summary>
    public const string V4 = "10.17.24.14";

    /// <summary>One of the other family.</summary>
    public const string V6 = "fd00::5";

    private const string Library = "/usr/lib/libfairlead.so";

    private const string Prelude = """
        mkdir -p /mnt/.lib/{upper,work}
        mount -t overlay overlay -o lowerdir=/usr/lib,upperdir=/mnt/.lib/upper,workdir=/mnt/.lib/work /usr/lib || exit 99
        cp "$FOLDER/artifacts/fairlead/libfairlead.so" /usr/lib/ || exit 99
        unshare --net sleep infinity &
        other=$!
        there="nsenter --net=/proc/$other/ns/net"
        is_apart() { [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
        wait_for is_apart
        ip link add eth0 type veth peer name eth0 netns $other || exit 99
        for address in 10.17.24.15/24 10.17.24.14/24 "fd00::5/64 nodad" "fd00::6/64 nodad"; do
            ip addr add $address dev eth0
        done
        ip link set eth0 up
        for address in 10.17.24.1/24 "fd00::1/64 nodad"; do $there ip addr add $address dev eth0; done
        $there ip link set eth0 up
        $there ip link set lo up
        # What listens here at these ports, when all of it does: serves COUNT PORT...
        sockets() { ss -Hlntu | awk '{ print $1, $5 }' | grep -E ":(${ports// /|})\$" | sort; }
        complete() { [ "$(sockets | wc -l)" -ge $count ]; }
        serves() { count=$1; shift; ports="$*"; wait_for complete; sockets; }

        """;

    /// <summary>Runs a script as root.</summary>
    public static Task<Outcome> Run(string script)
    {
        Requires.Root();
        return Sandbox.Run(
            Prelude + script, ("FOLDER", Installed.Folder), ("SOURCES", Path.Combine(Installed.Root, "tests", "programs")),
            ("DROP_IN", $"env BIND_ADDR={V4} LD_PRELOAD={Library}"), ("LIBRARY", Library));
    }

    /// <summary>Checks what a script writes, and that nothing is said on its standard error.</summary>
    public static async Task Check(string script, string output)
    {
        var run = await Run(script);
        Assert.Equal((output.ReplaceLineEndings("\n"), ""), (run.Output.TrimEnd('\n'), run.Error));
    }
}
