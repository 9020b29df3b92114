using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>Where files come from: the target, or this machine. Everything is on the loop's thread.</summary>
internal interface IFileSource
{
    /// <summary>Asks.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="data">What is to be written; it is valid during the call.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="then">Gets the answer, maybe during the call.</param>
    void Ask(FileMessage question, ReadOnlySpan<byte> data, FileCaller caller, FileThen then);
}

/// <summary>The process that uses a file.</summary>
internal readonly record struct FileCaller(uint User, uint Group, uint Pid);

/// <summary>Takes an answer.</summary>
internal delegate void FileThen(FileAnswer answer);

/// <summary>An answer about a file.</summary>
/// <param name="errno">Why it failed.</param>
/// <param name="handle">An open file; how many bytes were written.</param>
/// <param name="bytes">What was read. They are valid until the answer is taken.</param>
internal readonly ref struct FileAnswer(Errno errno, int handle, ReadOnlySpan<byte> bytes)
{
    public Errno Errno { get; } = errno;

    public int Handle { get; } = handle;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
