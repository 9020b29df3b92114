namespace Fairlead.Layer.Reply;

/// <summary>What is known of a descriptor: the local port in the low 16 bits, and these.</summary>
[System.Flags]
internal enum Known : uint
{
    /// <summary>Nothing yet: the next call that receives or sends by it looks.</summary>
    Nothing = 0,

    /// <summary>The local port of a socket that <see cref="Answers"/>.</summary>
    Port = 0xffff,

    /// <summary>No socket that answers: left alone.</summary>
    IsOther = 1 << 16,

    /// <summary>A UDP socket with the wildcard address and a port that a `reply` rule has: its datagrams say what they asked.</summary>
    Answers = 1 << 17,

    /// <summary>The socket is of AF_INET6.</summary>
    IsInet6 = 1 << 18,

    /// <summary>The program asks for the original destination itself.</summary>
    Asks = 1 << 19,
}
