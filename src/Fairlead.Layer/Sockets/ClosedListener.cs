using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;

namespace Fairlead.Layer.Sockets;

/// <summary>A listener on a socket file of ours that is about to be closed, maybe for the last time.</summary>
/// <remarks>
/// Whether it was the last time, the file is asked after (<see cref="SocketFile"/>): a child that closes what it
/// inherited leaves the parent's file alone. Where a thread waits in accept(2), as in Java, the socket outlives its close: the
/// last few such files are asked after again at the end. A process that dies by a signal leaves the file, and the next bind
/// replaces it.
/// </remarks>
internal unsafe struct ClosedListener
{
    private const uint MostLeft = 8;

    private static LeftListeners s_leftListeners;
    private static uint s_left;

    private UnixAddress _address;
    private uint _length;

    /// <summary>Notes the file of a listener, while it is open; false: it is none of ours.</summary>
    public bool TryFind(int fd)
    {
        var errno = *Imports.errno_location();
        SocketNote note;
        var isOurs = SocketNote.TryRead(fd, &note) && note.Kind == NoteKind.LocalWithFile;
        _length = (uint)sizeof(UnixAddress);
        if (isOurs)
            _ = Next.getsockname(fd, Unsafe.AsPointer(ref _address), (uint*)Unsafe.AsPointer(ref _length));
        *Imports.errno_location() = errno;
        return isOurs;
    }

    /// <summary>Removes the file where nobody has the socket any more. errno stays what the call has left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void RemoveFile()
    {
        var errno = *Imports.errno_location();
        if (!SocketFile.RemoveIfStale((UnixAddress*)Unsafe.AsPointer(ref _address), _length))
            *Left(s_left++ % MostLeft) = this;
        *Imports.errno_location() = errno;
    }

    /// <summary>Closes the listeners that are open at the end of the process, and removes their files.</summary>
    /// <remarks>The socket that asks takes their numbers: a thread that still runs finds no other file there.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RemoveFiles()
    {
        var probe = SocketFile.Probe();
        ClosedListener listener;
        OpenDescriptors.Room room;
        var all = new OpenDescriptors(&room);
        while (all.TryNext(out var fd))
        {
            if (fd == probe || !(&listener)->TryFind(fd))
                continue;
            _ = Descriptor.Replace(fd, probe);
            _ = SocketFile.RemoveIfStale(probe, &listener._address, listener._length);
        }
        for (var i = 0u; i < s_left && i < MostLeft; i++)
            _ = SocketFile.RemoveIfStale(probe, &Left(i)->_address, Left(i)->_length);
    }

    private static ClosedListener* Left(uint index) => (ClosedListener*)Unsafe.AsPointer(ref s_leftListeners.First) + index;

    [StructLayout(LayoutKind.Sequential, Size = (int)MostLeft * 116)]
    private struct LeftListeners
    {
        public ClosedListener First;
    }
}
