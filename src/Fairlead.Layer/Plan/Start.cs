using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Log;
using Fairlead.Layer.Sockets;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Plan;

/// <summary>Before main: the rules are read, once, as other threads may change the environment later.</summary>
/// <remarks>
/// <para>The loader calls this by DT_INIT, after libc is ready. glibc passes argc, argv and envp and musl does not, so none is taken.
/// Constructors of libraries that the program is linked with run earlier: the first call of theirs that a rule may decide on has
/// the rules read.</para>
/// <para>Rules that cannot be read end the process with status 125: a program is never left without the rules that it was given.
/// One with more privilege than its caller (AT_SECURE) takes none of the caller's: the loader ignores LD_PRELOAD there, but not
/// /etc/ld.so.preload.</para>
/// </remarks>
internal static unsafe class Start
{
    /// <summary>The exit status of Fairlead's own failures.</summary>
    private const int Failed = 125;

    /// <summary>Of linux/auxvec.h.</summary>
    private const int AT_SECURE = 23;

    /// <summary>Of linux/prctl.h.</summary>
    private const int PR_GET_NAME = 16;

    /// <summary>Reads the rules, unless they are there.</summary>
    [RuntimeExport("fairlead_init")]
    internal static void Read()
    {
        if (InForce.Count > 0)
            return;
        var errno = *Imports.errno_location();
        if (Imports.getauxval(AT_SECURE) == 0)
            ReadEnvironment();
        InForce.NotNeeded = ~InForce.Header->Traps;
        InForce.Replies = InForce.Header->Replies;
        LogTarget.Start();
        if (Imports.getauxval(AT_SECURE) == 0)
            Clients.Open();
        _ = Next.syscall(SystemCall.SYS_prctl, PR_GET_NAME, (nint)CommandName.Last);
        *Imports.errno_location() = errno;
    }

    [RuntimeExport("fairlead_fini")]
    private static void Fini()
    {
        if (InForce.Needs(Traps.Accept))
            ClosedListener.RemoveFiles();
    }

    private static void ReadEnvironment()
    {
        var rules = Imports.getenv(Bytes.At("FAIRLEAD_RULES"u8));
        if (rules != null)
            Read(rules);
        else
            DropIn.Read();
    }

    private static void Read(byte* text)
    {
        var length = text[0] == RuleBlob.Version && text[1] == ':' ? Base64.Decode(text + 2, InForce.Base, RuleBlob.MostBytes) : -1;
        var header = InForce.Header;
        if (length < sizeof(BlobHeader) || header->Length != length || header->Checksum != RuleBlob.Checksum(InForce.Base, length))
            Refuse("FAIRLEAD_RULES"u8, text, "what `fairlead run --engine preload` of this version writes"u8);
    }

    /// <summary>Ends the process before main.</summary>
    public static void Refuse(ReadOnlySpan<byte> variable, byte* value, ReadOnlySpan<byte> expected)
    {
        LogLine line = default;
        line.Begin(variable);
        line.Add(": found `"u8);
        line.AddStart(value);
        line.Add("`, expected "u8);
        line.Add(expected);
        line.WriteTo(2);
        Imports._exit(Failed);
    }
}
