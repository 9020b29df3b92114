using System.Runtime.InteropServices;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Plan;

/// <summary>The compiled plan as it travels in the environment: written by Fairlead, read by the library.</summary>
/// <remarks>
/// <para>The variable FAIRLEAD_RULES is <c>VERSION:BASE64</c> (RFC 4648, section 4). The bytes are a header, the rules, and
/// parts that they point to; numbers are little-endian, as on every machine that both halves are built for. Nothing is left to
/// look up or to interpret: host names are addresses, and descriptors are numbers.</para>
/// <para>This file is compiled into both halves, so that there is one layout. A change of it is a change of
/// <see cref="Version"/>.</para>
/// </remarks>
internal static unsafe class RuleBlob
{
    /// <summary>The version of this layout, as it stands before the colon.</summary>
    public const byte Version = (byte)'1';

    /// <summary>The most bytes of a blob: base64 makes a third more of it, and execve(2) takes 128 KiB for one variable.</summary>
    public const int MostBytes = 96 * 1024 - 64;

    /// <summary>FNV-1a of the bytes behind <see cref="BlobHeader.Checksum"/>.</summary>
    /// <remarks>It starts from the sizes of the structs, so that a half of another layout does not take the bytes for its own.</remarks>
    public static uint Checksum(byte* blob, int length)
    {
        var hash = 2166136261u ^ (uint)((sizeof(BlobRule) << 8) + sizeof(BlobHeader));
        for (var i = sizeof(uint); i < length; i++)
            hash = (hash ^ blob[i]) * 16777619;
        return hash;
    }
}

/// <summary>A run of bytes or entries somewhere in the blob.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobPart
{
    /// <summary>Where it begins, from the start of the blob.</summary>
    public int Offset;

    /// <summary>How many entries (of bytes, bytes) it has.</summary>
    public int Count;
}

/// <summary>What the blob begins with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobHeader
{
    /// <summary><see cref="RuleBlob.Checksum"/>.</summary>
    public uint Checksum;

    /// <summary>The bytes of the whole blob.</summary>
    public int Length;

    /// <summary>The calls that the rules need to see.</summary>
    public Traps Traps;

    /// <summary>Whether there is a `reply` rule.</summary>
    public bool Replies;

    /// <summary>Whether decisions are logged, not only refusals.</summary>
    public bool IsVerbose;

    /// <summary>Whether nothing is logged.</summary>
    public bool IsQuiet;

    /// <summary>Whether each line of the log is JSON.</summary>
    public bool IsJson;

    /// <summary>The path of the log; empty: standard error.</summary>
    public BlobPart LogFile;

    /// <summary>The rules (<see cref="BlobRule"/>), in order.</summary>
    public BlobPart Rules;
}

/// <summary>The addresses that a rule matches.</summary>
internal enum BlobPlace : byte
{
    Any,
    Wildcard,
    Loopback,
    Networks,
}

/// <summary>What a rule does.</summary>
internal enum BlobAction : byte
{
    Allow,
    Deny,
    Fake,
    Steer,
    Unix,
    Activated,
}

/// <summary>A rule.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobRule
{
    public byte Verb;
    public byte Protocol;
    public BlobPlace Place;
    public bool Not;
    public BlobAction Action;
    public bool Hides;

    /// <summary>Whether a unix socket takes the place of the program's own.</summary>
    public bool MakesUnix;

    /// <summary>Whether <see cref="Program"/> is the beginning of a name.</summary>
    public bool IsProgramPrefix;

    /// <summary>The number that logs name, from 1.</summary>
    public int Number;

    /// <summary>The error of <see cref="BlobAction.Deny"/>.</summary>
    public int Errno;

    /// <summary>The descriptor of <see cref="BlobAction.Activated"/>.</summary>
    public int Descriptor;

    /// <summary>SO_COOKIE of that descriptor's socket: the program may close it, and use its number again.</summary>
    public ulong Cookie;

    /// <summary>The permission bits of a unix socket's file; -1: as umask leaves them.</summary>
    public int Mode;

    /// <summary>The command name that it is limited to; empty: none.</summary>
    public BlobPart Program;

    /// <summary>The blocks (<see cref="BlobNetwork"/>) of <see cref="BlobPlace.Networks"/>.</summary>
    public BlobPart Networks;

    /// <summary>The ports (<see cref="BlobPorts"/>); empty: all.</summary>
    public BlobPart Ports;

    /// <summary>The options (<see cref="BlobOption"/>), in the order in which they are set, without `hide`.</summary>
    public BlobPart Options;

    /// <summary>The path of a unix socket, %p and %a unexpanded; for an activated one, its name.</summary>
    public BlobPart Path;

    public BlobDestination To4;
    public BlobDestination To6;
    public BlobDestination From4;
    public BlobDestination From6;

    public readonly bool HasTo => To4.IsPresent || To6.IsPresent;

    public readonly bool HasFrom => From4.IsPresent || From6.IsPresent;
}

/// <summary>A block of addresses.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobNetwork
{
    public ulong High;
    public ulong Low;
    public bool IsV4;
    public byte PrefixLength;
}

/// <summary>Ports, both ends included.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobPorts
{
    public ushort First;
    public ushort Last;
}

/// <summary>An option.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobOption
{
    public OptionKind Kind;
    public uint Number;
    public BlobPart Text;
}

/// <summary>Where calls go, in one family.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlobDestination
{
    public ulong High;
    public ulong Low;
    public ushort Port;

    /// <summary>A <see cref="PortChangeKind"/>.</summary>
    public byte PortChange;
    public bool IsPresent;

    /// <summary>Whether it has an address; else the one that was asked for stays.</summary>
    public bool HasAddress;
    public bool IsV4;

    public readonly Address Address => IsV4 ? Address.V4((uint)Low) : Address.V6(High, Low);
}
