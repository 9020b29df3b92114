using System.Runtime;
using Fairlead.Layer.Calls;

namespace Fairlead.Layer.Plan;

/// <summary>Before main: the rules are read, once, as other threads may change the environment later.</summary>
/// <remarks>
/// The loader calls this by DT_INIT, after libc is ready. glibc passes argc, argv and envp and musl does not, so none is taken.
/// Rules that cannot be read end the process with status 125: a program is never left without the rules that it was given.
/// </remarks>
internal static unsafe class Start
{
    /// <summary>The exit status of Fairlead's own failures.</summary>
    private const int Failed = 125;

    [RuntimeExport("fairlead_init")]
    private static void Init()
    {
        var errno = *Imports.errno_location();
        fixed (byte* rules = "FAIRLEAD_RULES"u8)
        {
            if (Imports.getenv(rules) is var text && text != null)
                Read(text);
            else
                DropIn.Read();
        }
        *Imports.errno_location() = errno;
    }

    [RuntimeExport("fairlead_fini")]
    private static void Fini()
    {
    }

    private static void Read(byte* text)
    {
        if (text[0] != RuleBlob.Version || text[1] != ':')
            Refuse("FAIRLEAD_RULES: it was made by another version of Fairlead, or by hand: `fairlead run --engine preload` makes it"u8);
        var length = Base64.Decode(text + 2, InForce.Base, RuleBlob.MostBytes);
        var header = InForce.Header;
        if (length < sizeof(BlobHeader) || header->Length != length || header->Checksum != RuleBlob.Checksum(InForce.Base, length))
            Refuse("FAIRLEAD_RULES: it has been cut short or changed: start the program by `fairlead run --engine preload`"u8);
        InForce.Traps = header->Traps;
        InForce.Replies = header->Replies;
    }

    /// <summary>Ends the process before main.</summary>
    public static void Refuse(ReadOnlySpan<byte> why)
    {
        Log.LogLine line = default;
        line.Add("fairlead: "u8);
        line.Add(why);
        line.WriteTo(2);
        Imports._exit(Failed);
    }
}
