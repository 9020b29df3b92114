using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The descriptors of this process, one after the other: the names in /proc/thread-self/fd. None where there is no /proc.</summary>
internal unsafe struct OpenDescriptors
{
    /// <summary>struct linux_dirent64: where d_reclen and d_name are.</summary>
    private const int LengthAt = 16, NameAt = 19;

    private readonly byte* _entries;
    private readonly int _folder;
    private int _end;
    private int _next;

    /// <summary>Begins.</summary>
    public OpenDescriptors(Room* room)
    {
        _folder = OwnFile.Open(Bytes.At("/proc/thread-self/fd"u8), O_CLOEXEC);
        _entries = (byte*)room;
        _end = 0;
        _next = 0;
    }

    /// <summary>The next one; false: there is no other, and all is closed.</summary>
    public bool TryNext(out int fd)
    {
        fd = -1;
        while (fd < 0 || fd == _folder)
        {
            if (_next == _end && !Read())
                return false;
            fd = Number(_entries + _next + NameAt);
            _next += *(ushort*)(_entries + _next + LengthAt);
        }
        return true;
    }

    private bool Read()
    {
        if (_folder < 0)
            return false;
        _next = 0;
        _end = (int)Next.syscall(SystemCall.SYS_getdents64, _folder, (nint)_entries, sizeof(Room));
        if (_end <= 0)
            OwnFile.Close(_folder);
        return _end > 0;
    }

    // -1: "." or "..".
    private static int Number(byte* name)
    {
        var number = 0;
        for (; *name != 0; name++)
        {
            if (*name is < (byte)'0' or > (byte)'9')
                return -1;
            number = (number * 10) + *name - '0';
        }
        return number;
    }

    /// <summary>The room that a walk needs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 2048)]
    internal struct Room;
}
