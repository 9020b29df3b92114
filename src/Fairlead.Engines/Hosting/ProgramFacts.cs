using System.Buffers.Binary;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>What a file to execute is, as far as engines care: elf(5), execve(2).</summary>
/// <param name="File">The file that is executed in the end: the interpreter of a script.</param>
/// <param name="Kind">Words for people: "ELF x86-64, dynamic".</param>
/// <param name="IsSetuid">Whether it runs as another user or group than its caller.</param>
public sealed record ProgramFacts(string File, string Kind, bool IsSetuid)
{
    private const int HeaderLength = 64;
    private const int PT_INTERP = 3;
    private const int MostScripts = 4;

    /// <summary>Why the preload engine cannot reach it; null: it can.</summary>
    public string? WhyNotPreloaded => null;

    /// <summary>Looks at what is to be launched.</summary>
    public static ProgramFacts? Inspect(Launch.Launch launch) => Inspect(launch.File);

    /// <summary>Looks at a file; null where it cannot be read.</summary>
    /// <param name="file">The file; see <see cref="ByteText"/>.</param>
    public static ProgramFacts? Inspect(string file) => Inspect(file, MostScripts);

    private static ProgramFacts? Inspect(string file, int scripts)
    {
        var head = new byte[4096];
        var opened = Libc.open(ByteText.CString(file), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return null;
        }
        var count = Libc.read(opened.Int, head);
        _ = Libc.close(opened.Int);
        var bytes = head.AsSpan(0, count.Ok ? count.Int : 0);
        return bytes.StartsWith("#!"u8) && scripts > 0
            ? Inspect(Interpreter(bytes), scripts - 1)
            : new ProgramFacts(file, Describe(bytes), IsSetuidFile(file));
    }

    private static string Interpreter(ReadOnlySpan<byte> script)
    {
        var end = script.IndexOf((byte)'\n');
        var line = script[2..(end < 0 ? script.Length : end)].Trim((byte)' ');
        var blank = line.IndexOfAny((byte)' ', (byte)'\t');
        return System.Text.Encoding.Latin1.GetString(blank < 0 ? line : line[..blank]);
    }

    private static string Describe(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || !file.StartsWith("\u007FELF"u8))
        {
            return "not an ELF file";
        }
        var is64 = file[4] == 2;
        var machine = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) switch
        {
            3 => "i386",
            62 => is64 ? "x86-64" : "x32",
            183 => "arm64",
            var other => $"machine {other}",
        };
        return $"ELF {machine}, {(HasInterpreter(file, is64) ? "dynamic" : "static")}";
    }

    private static bool HasInterpreter(ReadOnlySpan<byte> file, bool is64)
    {
        var offset = is64 ? (long)BinaryPrimitives.ReadUInt64LittleEndian(file[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[28..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file[(is64 ? 54 : 42)..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[(is64 ? 56 : 44)..]);
        for (var i = 0; i < count && offset + 4 <= file.Length; i++, offset += size)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[(int)offset..]) == PT_INTERP)
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsSetuidFile(string file) =>
        (System.IO.File.GetUnixFileMode(ByteText.ForPeople(file)) & (UnixFileMode.SetUser | UnixFileMode.SetGroup)) != 0;
}
