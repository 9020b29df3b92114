using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>An ELF file, as far as engines care: elf(5).</summary>
/// <remarks>Only little-endian ones are looked into, as those that this host runs are.</remarks>
internal sealed class ElfFile
{
    private const int HeaderLength = 64;
    private const int PT_INTERP = 3;
    private const int PT_NOTE = 4;
    private const int EM_386 = 3;
    private const int EM_X86_64 = 62;
    private const int EM_AARCH64 = 183;

    /// <summary>Tables and notes are this long at most where they are read: damaged files name any length.</summary>
    private const int MostBytes = 1 << 20;

    private readonly int _file;
    private readonly byte[] _header;
    private readonly bool _is64;
    private readonly bool _isLittleEndian;

    private ElfFile(int file, byte[] header)
    {
        (_file, _header) = (file, header);
        (_is64, _isLittleEndian) = (header[4] == 2, header[5] == 1);
        LookAtSegments();
        IsGo = IsGo || HasGoSection();
    }

    /// <summary>The machine that it is for, in words.</summary>
    public string Machine => !_isLittleEndian ? "a big-endian machine" : U16(18) switch
    {
        EM_386 => "i386",
        EM_X86_64 => _is64 ? "x86-64" : "x32",
        EM_AARCH64 => "arm64",
        var other => $"machine {other}",
    };

    /// <summary>Whether it is for the machine that this process is for.</summary>
    public bool IsNative => _is64 && _isLittleEndian && U16(18) == Native;

    /// <summary>Whether a dynamic linker starts it.</summary>
    public bool IsDynamic { get; private set; }

    /// <summary>Whether there is Go in it, which makes system calls itself.</summary>
    public bool IsGo { get; private set; }

    /// <summary>Whether the table of sections is there, which stands at the end.</summary>
    public bool IsWhole => Bytes(Word(40, 32), U16(_is64 ? 60 : 48) * U16(_is64 ? 58 : 46)).Length > 0;

    /// <summary>The machine that this process is for, in words.</summary>
    public static string NativeMachine => Native == EM_AARCH64 ? "arm64" : "x86-64";

    private static int Native => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? EM_AARCH64 : EM_X86_64;

    /// <summary>Looks at an open file; null: it is no ELF file.</summary>
    public static ElfFile? Read(int file)
    {
        var header = new byte[HeaderLength];
        var count = Libc.pread(file, header, 0);
        return count.Value == HeaderLength && header.AsSpan().StartsWith("\u007FELF"u8) ? new ElfFile(file, header) : null;
    }

    private void LookAtSegments()
    {
        var size = U16(_is64 ? 54 : 42);
        var table = Bytes(Word(32, 28), size * U16(_is64 ? 56 : 44));
        for (var at = 0; size >= (_is64 ? 56 : 32) && at + size <= table.Length; at += size)
        {
            var segment = table.AsSpan(at, size);
            var type = BinaryPrimitives.ReadInt32LittleEndian(segment);
            IsDynamic |= type == PT_INTERP;
            IsGo |= type == PT_NOTE && _is64 && HasGoNote(Bytes(
                BinaryPrimitives.ReadInt64LittleEndian(segment[8..]), BinaryPrimitives.ReadInt64LittleEndian(segment[32..])));
        }
    }

    // A note is the lengths of its name and of its contents, a type, and both, each filled up to 4 bytes.
    private static bool HasGoNote(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 16)
        {
            var (name, contents) = (BinaryPrimitives.ReadUInt32LittleEndian(notes), BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]));
            if (name == 4 && notes[12..16].SequenceEqual("Go\0\0"u8))
            {
                return true;
            }
            var next = 12 + ((name + 3L) & ~3) + ((contents + 3L) & ~3);
            notes = next < notes.Length ? notes[(int)next..] : [];
        }
        return false;
    }

    // The linker can leave the note out; this section it always makes. Its name stands in the names of sections.
    private bool HasGoSection()
    {
        if (!_is64)
        {
            return false;
        }
        var section = Bytes(Word(40, 32) + ((long)U16(62) * U16(58)), 64);
        return section.Length == 64 && Bytes(
            BinaryPrimitives.ReadInt64LittleEndian(section.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(section.AsSpan(32)))
            .AsSpan().IndexOf(".go.buildinfo\0"u8) >= 0;
    }

    private int U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_header.AsSpan(offset));

    private long Word(int offset64, int offset32) => _is64
        ? BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(offset64))
        : BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(offset32));

    private byte[] Bytes(long offset, long length)
    {
        if (offset < 0 || length is < 0 or > MostBytes)
        {
            return [];
        }
        var bytes = new byte[length];
        var count = Libc.pread(_file, bytes, offset);
        return count.Value == length ? bytes : [];
    }
}
