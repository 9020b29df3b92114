using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>What the name in a note is.</summary>
internal enum NoteKind : uint
{
    /// <summary>The name that a listener or an accepted socket shows as its own.</summary>
    Local,

    /// <summary>The same, of a listener whose socket file goes when the last of its descriptors is closed.</summary>
    LocalWithFile,

    /// <summary>The name that a connected socket shows as its peer's.</summary>
    Peer,
}

/// <summary>What a unix socket that stands in the place of another shows to the program.</summary>
/// <remarks>
/// <para>The note lives in the kernel, with the socket, in a place that means nothing to a stream socket of AF_UNIX: so it is there
/// after dup(2), fork(2), execve(2) and SCM_RIGHTS, a number that is used again inherits nothing, and nothing here needs a
/// lock or a table. On a socket that systemd passed it stays as long as systemd holds that, unseen; the next bind writes it anew.
/// </para>
/// <para>The place is SO_MAX_PACING_RATE, a number of 64 bits: a mark, the kind, a port, and an address of IPv4, or one of IPv6
/// that differs from the wildcard in its last 32 bits, or is v4-mapped. Other addresses stand in the constants of a filter, a
/// classic BPF program (SO_ATTACH_FILTER) that would let everything by and is never run, and that SO_GET_FILTER reads back:
/// making that takes some microseconds, as the kernel compiles it.</para>
/// <para>The other end's name is not written down: it is loopback, with a port made of the socket's cookie.</para>
/// <para>Limits. A program that sets these options itself on such a socket overwrites the note.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct SocketNote
{
    private const int SO_MAX_PACING_RATE = 47;

    /// <summary>getsockopt(2) of this number reads the filter back: SO_GET_FILTER.</summary>
    private const int SO_GET_FILTER = SO_ATTACH_FILTER;

    /// <summary>BPF_RET | BPF_K with a constant of all ones: keep every byte. The others are BPF_LD | BPF_IMM, which is 0.</summary>
    private const ulong KeepAll = 0xffff_ffff_0000_0006;

    private const uint Mark = 0x464c_4400, MarkMask = 0xffff_ff00;

    /// <summary>The words of this struct, each of which is one instruction.</summary>
    private const int Words = 1 + (SocketName.Length / sizeof(uint));

    private uint _kind;
    private SocketName _name;

    /// <summary>Makes a note.</summary>
    public SocketNote(NoteKind kind, SocketName* name)
    {
        _kind = Mark | (uint)kind;
        _name = *name;
    }

    public NoteKind Kind => (NoteKind)(_kind & ~MarkMask);

    /// <summary>The family that the program thinks the socket has.</summary>
    public ushort Family => _name.Family;

    /// <summary>Whether a socket has a note.</summary>
    public static bool IsOn(int fd)
    {
        SocketNote note;
        return TryRead(fd, &note);
    }

    /// <summary>The name of one of both ends.</summary>
    public void Show(int fd, bool isPeer, SocketName* name)
    {
        if (isPeer == (Kind == NoteKind.Peer))
            *name = _name;
        else
            SocketName.MakeLoopback(name, _name.IsV4, fd);
    }

    /// <summary>Writes the note down on a socket.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Attach(int fd, SocketNote* note)
    {
        var packed = PackedName.Pack(note->Kind, &note->_name);
        if (packed != 0)
            return Socket.SetOption(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &packed, sizeof(ulong));
        Program room;
        var program = (ulong*)&room;
        for (var i = 0; i < Words; i++)
            program[i] = (ulong)((uint*)note)[i] << 32;
        program[Words] = KeepAll;
        sock_fprog filter = default;
        filter.len = Words + 1;
        filter.filter = program;
        return Socket.SetOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, (uint)sizeof(sock_fprog));
    }

    /// <summary>Reads the note of a socket; false: it has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(int fd, SocketNote* note)
    {
        ulong packed;
        uint length = sizeof(ulong);
        if (Next.getsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &packed, &length) != 0)
            return false;
        if (PackedName.IsOne(packed))
        {
            note->_kind = Mark | (uint)PackedName.KindOf(packed);
            PackedName.Unpack(packed, &note->_name);
            return true;
        }
        Program room;
        var program = (ulong*)&room;
        length = Words + 1;
        if (Next.getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, program, &length) != 0 || length != Words + 1)
            return false;
        for (var i = 0; i < Words; i++)
            ((uint*)note)[i] = (uint)(program[i] >> 32);
        return (note->_kind & MarkMask) == Mark;
    }

    /// <summary>Instructions, as struct sock_filter of linux/filter.h: a code and a constant.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (Words + 1) * sizeof(ulong))]
    private struct Program;
}
