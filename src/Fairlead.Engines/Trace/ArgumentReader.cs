using Fairlead.Engines.Seccomp;
using Fairlead.Linux;

namespace Fairlead.Engines.Trace;

/// <summary>Reads what the arguments of a tracee's call point at, in the layout of its ABI.</summary>
internal readonly unsafe struct ArgumentReader(int tid, bool is32)
{
    private const int MaxDatagrams = 1024;

    private uint PointerSize => is32 ? 4u : 8u;
    private uint MmsghdrSize => is32 ? Libc.SizeOf<compat_mmsghdr>() : Libc.SizeOf<mmsghdr>();

    /// <summary>Reads a pointer; 0 where nothing can be read.</summary>
    public ulong ReadPointer(ulong address)
    {
        ulong pointer = 0;
        return TraceeMemory.Read(tid, &pointer, address, PointerSize) == Errno.None ? pointer : 0;
    }

    /// <summary>Reads an int; 0 where nothing can be read.</summary>
    public uint ReadInt(ulong address)
    {
        uint value = 0;
        return TraceeMemory.Read(tid, &value, address, sizeof(uint)) == Errno.None ? value : 0;
    }

    /// <summary>Reads a sockaddr.</summary>
    public SocketName ReadName(ulong address, ulong length)
    {
        sockaddr_storage sockaddr = default;
        var count = (uint)Math.Min((uint)length, (ulong)sizeof(sockaddr_storage));
        return TraceeMemory.Read(tid, &sockaddr, address, count) == Errno.None
            ? SocketName.Parse(sockaddr, count)
            : SocketName.Unreadable;
    }

    /// <summary>Reads the destination in a msghdr, which begins with its address and length; null: none.</summary>
    public SocketName? ReadDestination(ulong msghdr)
    {
        var name = ReadPointer(msghdr);
        return name == 0 ? null : ReadName(name, ReadInt(msghdr + PointerSize));
    }

    /// <summary>Reads the destinations in an array of mmsghdr.</summary>
    public SocketName[] ReadDestinations(ulong mmsghdr, ulong count)
    {
        List<SocketName> all = [];
        for (ulong i = 0; i < Math.Min((uint)count, MaxDatagrams); i++)
        {
            if (ReadDestination(mmsghdr + i * MmsghdrSize) is { } name)
            {
                all.Add(name);
            }
        }
        return [.. all];
    }
}
