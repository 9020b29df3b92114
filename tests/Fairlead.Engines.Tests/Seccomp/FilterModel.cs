using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Tests.Seccomp;

/// <summary>What a filter answers.</summary>
public enum Answer
{
    Allow,
    Notify,
    NoSuchCall,
    NotSupported,
}

/// <summary>A call as a filter sees it.</summary>
internal readonly record struct FilterInput(Abi Abi, uint Number, ulong A0 = 0, ulong A1 = 0, ulong A2 = 0, ulong A3 = 0, ulong A4 = 0);

/// <summary>The ways into the kernel.</summary>
internal enum Abi
{
    X64,
    X32,
    I386,
    Foreign,
}

/// <summary>What must be stopped, refused and let by, stated apart from the filter: by names, from the tables of the ABI.</summary>
internal static class FilterModel
{
    public const uint SocketCall = 102;
    public const uint FastOpenFlag = 0x20000000;
    private const uint IoUringSetup = 425;
    private const ulong SolSocket = 1;

    public static readonly Dictionary<uint, string> X64 = new()
    {
        [42] = "connect",
        [43] = "accept",
        [44] = "sendto",
        [46] = "sendmsg",
        [49] = "bind",
        [50] = "listen",
        [51] = "getsockname",
        [52] = "getpeername",
        [54] = "setsockopt",
        [288] = "accept4",
        [307] = "sendmmsg",
    };

    public static readonly Dictionary<uint, string> I386 = new()
    {
        [345] = "sendmmsg",
        [361] = "bind",
        [362] = "connect",
        [363] = "listen",
        [364] = "accept4",
        [366] = "setsockopt",
        [367] = "getsockname",
        [368] = "getpeername",
        [369] = "sendto",
        [370] = "sendmsg",
    };

    public static readonly Dictionary<uint, string> Inner = new()
    {
        [2] = "bind",
        [3] = "connect",
        [4] = "listen",
        [5] = "accept",
        [6] = "getsockname",
        [7] = "getpeername",
        [11] = "sendto",
        [14] = "setsockopt",
        [16] = "sendmsg",
        [18] = "accept4",
        [20] = "sendmmsg",
    };

    private static readonly Dictionary<string, Traps> s_wanted = new()
    {
        ["bind"] = Traps.Bind,
        ["listen"] = Traps.Listen,
        ["connect"] = Traps.Connect,
        ["getsockname"] = Traps.GetSockName,
        ["getpeername"] = Traps.GetPeerName,
        ["accept"] = Traps.Accept,
        ["accept4"] = Traps.Accept,
        ["setsockopt"] = Traps.SetSockOpt,
        ["sendto"] = Traps.Send,
        ["sendmsg"] = Traps.Send,
        ["sendmmsg"] = Traps.Send,
    };

    public static Answer Expect(Traps traps, FilterInput input) => input switch
    {
        { Abi: Abi.Foreign or Abi.X32 } or { Number: IoUringSetup } => Answer.NoSuchCall,
        { Abi: Abi.X64 } => X64.TryGetValue(input.Number, out var name) ? Direct(traps, name, input) : Answer.Allow,
        { Number: SocketCall } => Inner.TryGetValue((uint)input.A0, out var name) ? Hidden(traps, name) : Answer.Allow,
        _ => I386.TryGetValue(input.Number, out var name) ? Direct(traps, name, input) : Answer.Allow,
    };

    // All arguments are in registers.
    private static Answer Direct(Traps traps, string name, FilterInput input)
    {
        var flags = name switch { "sendto" or "sendmmsg" => input.A3, "sendmsg" => input.A2, _ => 0ul };
        var isTrapped = (traps & s_wanted[name]) != 0;
        return (flags & FastOpenFlag) != 0 && traps.HasFlag(Traps.FastOpen) ? Answer.NotSupported
            : !isTrapped ? Answer.Allow
            : name switch
            {
                "sendto" when input.A4 == 0 => Answer.Allow,
                "setsockopt" when input.A1 == SolSocket => Answer.Allow,
                _ => Answer.Notify,
            };
    }

    // Arguments are in memory, where a filter cannot look: the supervisor must.
    private static Answer Hidden(Traps traps, string name) =>
        (traps & s_wanted[name]) != 0 || (traps.HasFlag(Traps.FastOpen) && name.StartsWith("send", StringComparison.Ordinal))
            ? Answer.Notify
            : Answer.Allow;
}
