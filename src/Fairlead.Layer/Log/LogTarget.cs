using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Log;

/// <summary>Where the log goes: standard error, or the file that the user named.</summary>
/// <remarks>
/// The file is opened for each line, as a descriptor of ours is one that the program does not know: it would close it, or
/// count it. Standard error is written to only while descriptor 2 is the file that it was at the start.
/// </remarks>
internal static unsafe class LogTarget
{
    private const int Stderr = 2;
    private const int ReadWriteForAll = 0x1b6;

    private static FileIdentity s_stderr;

    public static bool IsVerbose;
    public static bool IsQuiet;
    public static bool IsJson;

    /// <summary>Takes what the blob says, before main.</summary>
    public static void Start()
    {
        IsVerbose = InForce.Header->IsVerbose;
        IsQuiet = InForce.Header->IsQuiet;
        IsJson = InForce.Header->IsJson;
        s_stderr = FileIdentity.Of(Stderr);
    }

    public static void Write(ref LogLine line)
    {
        var errno = *Imports.errno_location();
        if (InForce.Header->LogFile.Count > 0)
            WriteToFile(ref line);
        else if (FileIdentity.Of(Stderr).IsSame(s_stderr))
            line.WriteTo(Stderr);
        *Imports.errno_location() = errno;
    }

    private static void WriteToFile(ref LogLine line)
    {
        var path = InForce.At(InForce.Header->LogFile);
        var file = OwnFile.Open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, ReadWriteForAll);
        if (file < 0)
            return;
        line.WriteTo(file);
        OwnFile.Close(file);
    }
}
