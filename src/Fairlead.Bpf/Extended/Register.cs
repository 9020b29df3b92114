namespace Fairlead.Bpf.Extended;

/// <summary>The registers: 64 bits each.</summary>
public enum Register : byte
{
    /// <summary>The result of a call, and of the program.</summary>
    R0,

    /// <summary>The first argument; at the start, the context.</summary>
    R1,

    /// <summary>The second argument. A call destroys R1 to R5.</summary>
    R2,

    /// <summary>The third argument.</summary>
    R3,

    /// <summary>The fourth argument.</summary>
    R4,

    /// <summary>The fifth argument.</summary>
    R5,

    /// <summary>Kept by calls.</summary>
    R6,

    /// <summary>Kept by calls.</summary>
    R7,

    /// <summary>Kept by calls.</summary>
    R8,

    /// <summary>Kept by calls.</summary>
    R9,

    /// <summary>The end of the stack, whose 512 bytes lie below; read-only.</summary>
    R10,
}
