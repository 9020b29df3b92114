using System.Diagnostics;
using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <content>Calls of the kernel's helper functions: arguments in R1 to R5, result in R0.</content>
public sealed partial class Interpreter
{
    private void Call(HelperFunction function)
    {
        switch (function)
        {
            case HelperFunction.MapLookup: MapLookup(); break;
            case HelperFunction.SkFullSock: SkFullSock(); break;
            case HelperFunction.SkStorageGet: SkStorageGet(); break;
            default: Set(0, (ulong)Answer(function)); break;
        }

        _regions.AsSpan(1, 5).Fill(Unwritten);
    }

    /// <summary>What a function returns that returns a number.</summary>
    private long Answer(HelperFunction function) => function switch
    {
        HelperFunction.MapUpdate => MapUpdate(),
        HelperFunction.MapDelete => MapDelete(),
        HelperFunction.GetCurrentPidTgid => (long)((ulong)_kernel.Process << 32 | _kernel.Thread),
        HelperFunction.GetCurrentComm => GetCurrentComm(),
        HelperFunction.SkbLoadBytes => SkbLoadBytes(),
        HelperFunction.GetSocketCookie => GetSocketCookie(),
        HelperFunction.SetSockOpt => SetSockOpt(),
        HelperFunction.Bind => Bind(),
        HelperFunction.SkStorageDelete => SkStorageDelete(),
        HelperFunction.RingBufOutput => RingBufOutput(),
        HelperFunction.SetRetval => SetRetval(),
        _ => throw new UnreachableException(),
    };

    private long GetCurrentComm()
    {
        Span<byte> buffer = Output(1, Size(2));
        int length = Math.Min(_kernel.CommBytes.Length, buffer.Length - 1);
        buffer.Clear();
        _kernel.CommBytes.AsSpan(0, length).CopyTo(buffer);
        return 0;
    }

    private long SkbLoadBytes()
    {
        CheckContext(1);
        ulong offset = Number(2) & uint.MaxValue;
        Span<byte> to = Output(3, Size(4));
        to.Clear();
        if (offset + (ulong)to.Length > (ulong)_kernel.Packet.Length) return -(int)Errno.EFAULT;
        _kernel.Packet.AsSpan((int)offset, to.Length).CopyTo(to);
        return 0;
    }

    private long GetSocketCookie()
    {
        CheckContext(1);
        return (long)_kernel.Cookie;
    }

    private int SetSockOpt()
    {
        CheckContext(1);
        SetSockOptCall call = new((int)Number(2), (int)Number(3), Input(4, Size(5)).ToArray());
        _kernel.SetSockOptCalls.Add(call);
        return _kernel.SetSockOpt(call);
    }

    private int Bind()
    {
        CheckContext(1);
        byte[] address = Input(2, Size(3)).ToArray();
        _kernel.BindCalls.Add(address);
        return _kernel.Bind(address);
    }

    private long SetRetval()
    {
        _kernel.Retval = (int)Number(1);
        return 0;
    }

    private void CheckContext(int register)
    {
        if (Pointee(register).Kind != RegionKind.Context) throw Refused($"r{register} is not the context");
    }

    /// <summary>A size in a register, as long as it is a number that a region may have.</summary>
    private long Size(int register, bool zero = false)
    {
        ulong size = Number(register);
        if (size > int.MaxValue || (size == 0 && !zero)) throw Refused($"r{register} is {(long)size}, no size");
        return (long)size;
    }

    /// <summary>Memory that a function reads.</summary>
    private ReadOnlySpan<byte> Input(int register, long size)
    {
        ref Region region = ref Pointee(register);
        long offset = (long)_values[register];
        return region.Kind switch
        {
            RegionKind.Stack => WrittenStack(offset, size),
            RegionKind.MapValue => Bytes(ref region, offset, size, write: false),
            _ => throw Refused($"r{register} points to a {region.Kind}, from which functions do not read"),
        };
    }

    /// <summary>Memory that a function fills.</summary>
    private Span<byte> Output(int register, long size)
    {
        ref Region region = ref Pointee(register);
        long offset = (long)_values[register];
        if (region.Kind == RegionKind.MapValue) return Bytes(ref region, offset, size, write: true);
        if (region.Kind != RegionKind.Stack) throw Refused($"r{register} points to a {region.Kind}, which functions do not fill");
        Span<byte> bytes = StackRange(offset, size);
        MarkWritten((int)offset, (int)size);
        return bytes;
    }
}
