// The core library of the layer: what the C# compiler and ILC must find, and no more. Names and shapes are those of
// dotnet/runtime's System.Private.CoreLib (MIT). There is no garbage collector, no type loader and no thread behind it.
#pragma warning disable CS0649, CS0169, IDE0051, IDE0044, CA1051, CA1815, CA1067, CA1066, CA1708, CA1720, CA1716, CA1724

namespace System;

public class Object
{
#pragma warning disable CA1823 // ILC lays out the method table pointer here.
    private nint m_pMethodTable;
#pragma warning restore CA1823
}

public struct Void;

public struct Boolean;

public struct Char;

public struct SByte;

public struct Byte
{
    public const byte MaxValue = 0xff;
}

public struct Int16;

public struct UInt16
{
    public const ushort MaxValue = 0xffff;
}

public struct Int32;

public struct UInt32;

public struct Int64;

public struct UInt64;

public struct IntPtr;

public struct UIntPtr;

public struct Single;

public struct Double;

public abstract class ValueType;

public abstract class Enum : ValueType;

public abstract class Array;

public sealed class String
{
    public readonly int Length;
}

public abstract class Delegate;

public abstract class MulticastDelegate : Delegate;

public struct RuntimeTypeHandle;

public struct RuntimeMethodHandle;

public struct RuntimeFieldHandle;

public class Type;
