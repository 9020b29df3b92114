using System.Text.Json.Serialization;

namespace Fairlead.Mirror.Frames;

/// <summary>The feeder's first word.</summary>
/// <param name="Version">The protocol's version: <see cref="Current"/>.</param>
/// <param name="Who">Who feeds, for people: <c>fairlead mirror of alice@laptop, process 42</c>.</param>
internal sealed record HelloMessage(int Version, string Who)
{
    /// <summary>The version that this code speaks. It changes with any frame or message that the other side must know.</summary>
    public const int Current = 1;
}

/// <summary>The agent's first word.</summary>
/// <param name="Version">The protocol's version.</param>
/// <param name="Build">The version of Fairlead.</param>
/// <param name="Pid">The target's process there; 0: none was named.</param>
/// <param name="Capabilities">CapEff of the agent, capabilities(7).</param>
/// <param name="Kernel">The release of the kernel there.</param>
internal sealed record WelcomeMessage(int Version, string Build, int Pid, ulong Capabilities, string Kernel);

/// <summary>Why the session ends.</summary>
/// <param name="Message">For people.</param>
internal sealed record FailureMessage(string Message);

/// <summary>Whose traffic is wanted.</summary>
/// <param name="Steal">Whether the feeder's program answers.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Networks">The addresses that are asked at, as blocks: <c>10.0.0.0/8</c>; empty: all.</param>
/// <param name="Not">Whether all others are meant.</param>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port.</param>
/// <param name="Passive">Whether packets are copied as they pass, which needs CAP_NET_RAW alone and may lose some.</param>
/// <param name="Diff">Whether the real answers are wanted, too.</param>
/// <param name="Headers">What an HTTP request must have, each <c>name: value</c> with *; empty: any.</param>
/// <param name="Paths">What its path must be, with *; empty: any.</param>
/// <param name="Patience">How long in all a client may be held back so that its copy stays whole, in milliseconds.</param>
internal sealed record SubscribeMessage(
    bool Steal, string Protocol, string[] Networks, bool Not, ushort First, ushort Last, bool Passive, bool Diff,
    string[] Headers, string[] Paths, int Patience);

/// <summary>The traffic comes from now on.</summary>
/// <param name="Warnings">What the user should know: such as a real program that cannot see its clients' addresses.</param>
internal sealed record SubscribedMessage(string[] Warnings);

/// <summary>Something cannot be.</summary>
/// <param name="Errno">The kernel's number for it; 0: none.</param>
/// <param name="Message">For people: what, where, and what to do.</param>
internal sealed record RefusedMessage(int Errno, string Message);

/// <summary>A new stream.</summary>
/// <param name="Subscription">The stream of the subscription; 0: the feeder asks for a connection to the server.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Client">Who asks, <c>10.0.0.1:4000</c> or <c>[::1]:4000</c>; empty where the feeder asks.</param>
/// <param name="Server">Who is asked.</param>
internal sealed record OpenMessage(uint Subscription, string Protocol, string Client, string Server);

/// <summary>The stream is there.</summary>
/// <param name="Local">The address that it has at the side that says this.</param>
internal sealed record OpenedMessage(string Local);

/// <summary>A stream is over at once.</summary>
/// <param name="Errno">What a socket there said; 0: nothing.</param>
/// <param name="Reason">One of <see cref="ResetReason"/>.</param>
internal sealed record ResetMessage(int Errno, string Reason);

/// <summary>What the agent has counted since the session began.</summary>
/// <param name="Connections">Connections that were taken.</param>
/// <param name="Bytes">Bytes of them that clients sent.</param>
/// <param name="Dropped">Copies that were not delivered whole, by reason.</param>
internal sealed record CountsMessage(long Connections, long Bytes, Dictionary<string, long> Dropped);

/// <summary>A question about a file of the target. Paths are texts of which each character is one byte (Latin-1).</summary>
/// <param name="Call">What is asked: <c>begin</c>, <c>stat</c>, <c>list</c>, <c>open</c>, <c>read</c>, <c>write</c>, ...</param>
/// <param name="Path">Its path there, absolute.</param>
/// <param name="To">A second path, or a symbolic link's text.</param>
/// <param name="Handle">An open file; 0: none, the path says which file is meant.</param>
/// <param name="Offset">Where, in bytes; a size; a device's number.</param>
/// <param name="Length">How many bytes. Those that are to be written follow as data.</param>
/// <param name="Flags">Flags of open(2), renameat2(2) or access(2); what is set (FATTR_).</param>
/// <param name="Mode">Mode bits.</param>
/// <param name="User">A new owner.</param>
/// <param name="Group">A new group.</param>
/// <param name="Accessed">A new st_atim, in nanoseconds since 1970.</param>
/// <param name="Modified">A new st_mtim.</param>
/// <param name="Patterns">With <c>begin</c>: what the session is about, the first that covers a path decides.</param>
internal sealed record FileMessage(
    string Call, string Path, string? To = null, int Handle = 0, long Offset = 0, int Length = 0, int Flags = 0, uint Mode = 0,
    uint User = 0, uint Group = 0, long Accessed = 0, long Modified = 0, FilePatternMessage[]? Patterns = null);

/// <summary>Files that the session is about.</summary>
/// <param name="Pattern">Their pattern.</param>
/// <param name="Handling"><c>read</c>, <c>write</c>, <c>local</c> or <c>absent</c>.</param>
internal sealed record FilePatternMessage(string Pattern, string Handling);

/// <summary>The answer; its bytes follow as data, if there are any.</summary>
/// <param name="Errno">How it failed; 0: it did not.</param>
/// <param name="Handle">An open file; how many bytes were written.</param>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Mode">st_mode, where the bytes begin with a file's attributes.</param>
internal sealed record FileAnswerMessage(int Errno, int Handle, int Length, uint Mode);

/// <summary>How messages are written: UTF-8 JSON. Members that a reader does not know are ignored; those that it needs are there.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HelloMessage))]
[JsonSerializable(typeof(WelcomeMessage))]
[JsonSerializable(typeof(FailureMessage))]
[JsonSerializable(typeof(SubscribeMessage))]
[JsonSerializable(typeof(SubscribedMessage))]
[JsonSerializable(typeof(RefusedMessage))]
[JsonSerializable(typeof(OpenMessage))]
[JsonSerializable(typeof(OpenedMessage))]
[JsonSerializable(typeof(ResetMessage))]
[JsonSerializable(typeof(CountsMessage))]
[JsonSerializable(typeof(ExaminedMessage))]
[JsonSerializable(typeof(FileMessage))]
[JsonSerializable(typeof(FileAnswerMessage))]
internal sealed partial class Messages : JsonSerializerContext;
