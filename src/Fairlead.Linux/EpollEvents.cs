using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>An array of struct epoll_event as this machine has it: 12 bytes each on x86-64, which packs it, else 16.</summary>
/// <param name="memory">Room for as many as are used, <see cref="Size"/> bytes each.</param>
public readonly unsafe struct EpollEvents(void* memory)
{
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The size of one, in bytes.</summary>
    public static int Size => IsPacked ? 12 : 16;

    private static int DataAt => IsPacked ? 4 : 8;

    /// <summary>The array, as the calls take it.</summary>
    public epoll_event* Pointer => (epoll_event*)memory;

    /// <summary>One of them: the events, and the word that was registered with the descriptor.</summary>
    public (uint Events, ulong Data) this[int index]
    {
        get => (*(uint*)At(index), *(ulong*)(At(index) + DataAt));
        set => (*(uint*)At(index), *(ulong*)(At(index) + DataAt)) = value;
    }

    private byte* At(int index) => (byte*)memory + (index * Size);
}
