using Fairlead.Layer.Calls;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>What an epoll set has under one number.</summary>
internal struct EpollEntry
{
    public int Number;
    public uint Events;
    public ulong Data;
    public ulong Inode;
}

/// <summary>
/// The entries of an epoll set in /proc/thread-self/fdinfo: lines as
/// <c>tfd:        7 events: 80000019 data:       1234567890  pos:0 ino:24f0d6c sdev:9</c>.
/// </summary>
internal unsafe struct FdInfo
{
    /// <summary>The bytes of room that reading needs.</summary>
    public const int Room = 1024;

    private const uint NoDigit = 99;

    /// <summary>The names of values, of which the last four letters are enough.</summary>
    private const int Tfd = ('t' << 16) | ('f' << 8) | 'd';
    private const int Events = ('e' << 24) | ('n' << 16) | ('t' << 8) | 's';
    private const int Data = ('d' << 24) | ('a' << 16) | ('t' << 8) | 'a';
    private const int Ino = ('i' << 16) | ('n' << 8) | 'o';
    private const int Sdev = ('s' << 24) | ('d' << 16) | ('e' << 8) | 'v';


    private readonly byte* _text;
    private readonly int _file;
    private int _end;
    private int _next;

    /// <summary>Begins.</summary>
    public FdInfo(byte* path, byte* room)
    {
        _file = OwnFile.Open(path, O_CLOEXEC);
        _text = room;
        _end = 0;
        _next = 0;
    }

    /// <summary>The next entry; false: there is no other, and the file is closed.</summary>
    public bool TryNextEntry(out EpollEntry entry)
    {
        entry = default;
        for (int c = Read(); c >= 0; c = Read())
        {
            var name = 0;
            for (; c is >= 'a' and <= 'z'; c = Read())
                name = (name << 8) | c;
            if (c != ':')
                continue;
            var value = ReadNumber(name == Tfd ? 10u : 16u);
            if (name == Tfd)
                entry.Number = (int)value;
            else if (name == Events)
                entry.Events = (uint)value;
            else if (name == Data)
                entry.Data = value;
            else if (name == Ino)
                entry.Inode = value;
            else if (name == Sdev)
                return true;
        }
        OwnFile.Close(_file);
        return false;
    }

    private ulong ReadNumber(uint unit)
    {
        var c = Read();
        while (c is ' ' or '\t')
            c = Read();
        var value = 0ul;
        for (; Digit(c) < unit; c = Read())
            value = (value * unit) + Digit(c);
        return value;
    }

    private static uint Digit(int c) => c switch
    {
        >= '0' and <= '9' => (uint)(c - '0'),
        >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
        _ => NoDigit,
    };

    private int Read()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = OwnFile.Read(_file, _text, Room);
            if (_end <= 0)
            {
                _end = 0;
                return -1;
            }
        }
        return _text[_next++];
    }
}
