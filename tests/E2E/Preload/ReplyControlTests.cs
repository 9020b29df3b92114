using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>What a server sees of its datagrams is what the kernel would have shown it, to the last flag and byte.</summary>
public sealed class ReplyControlTests
{
    // TTL, TOS, PKTINFO, original destination, timestamps, count of dropped datagrams.
    private static readonly string[] Options = ["", "t", "s", "p", "o", "m", "d", "ts", "pm", "om", "op", "tspomd"];

    public static TheoryData<string, string> Sockets
    {
        get
        {
            var sockets = new TheoryData<string, string>();
            foreach (var options in Options)
            {
                sockets.Add("4", options);
                sockets.Add("6", options);
                sockets.Add("46", options);
            }
            return sockets;
        }
    }

    [Theory, MemberData(nameof(Sockets))]
    public async Task Control_messages_are_those_of_the_kernel(string family, string options)
    {
        var program = $"$PROGRAMS/control {family} '{options}'";
        var bare = await Sandbox.Run(program);
        var under = await Sandbox.Run($"fairlead run --engine preload -r 'reply udp any' -- {program}");
        Assert.Contains("recvfrom 128: 8", bare.Output);
        Assert.Equal(bare, under);
    }
}
