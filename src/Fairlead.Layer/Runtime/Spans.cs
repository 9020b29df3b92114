// A span is only ever of bytes here, and those have an address.
#pragma warning disable CS8500

using System.Runtime.CompilerServices;

namespace System
{
    /// <summary>A view of bytes of this library's own image: what a u8 literal is.</summary>
    public readonly unsafe ref struct ReadOnlySpan<T>
    {
        private readonly ref T _reference;
        private readonly int _length;

        public ReadOnlySpan(void* pointer, int length)
        {
            _reference = ref *(T*)pointer;
            _length = length;
        }

        public ReadOnlySpan(T[] array, int start, int length)
        {
            _reference = ref Unsafe.NullRef<T>();
            _length = 0;
        }

        public int Length => _length;

        internal ref T Start => ref _reference;

        public ref readonly T this[int index] => ref Unsafe.Add(ref _reference, index);

        public ReadOnlySpan<T> Slice(int start, int length) => new(Unsafe.AsPointer(ref Unsafe.Add(ref _reference, start)), length);

        public ref readonly T GetPinnableReference() => ref _reference;
    }
}

namespace System.Runtime.CompilerServices
{
    public static unsafe class Unsafe
    {
        public static ref T NullRef<T>() => ref *(T*)null;

        [Intrinsic]
        public static ref T Add<T>(ref T source, int elementOffset) =>
            ref *((T*)AsPointer(ref source) + elementOffset);

        [Intrinsic]
        public static void* AsPointer<T>(ref T value) => AsPointer(ref value);
    }
}

namespace System.Runtime.InteropServices
{
    public static class MemoryMarshal
    {
        public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span.Start;
    }
}
