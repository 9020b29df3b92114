using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>Where the call leaves from.</content>
internal sealed partial class SteeringProgram
{
    /// <summary>Finds the source, of the family of the address that is used; R8 = its slot.</summary>
    private void PlaceSource()
    {
        if (!_traits.HasFrom)
        {
            return;
        }
        FindSourceSlot();
        var usable = new Label("source is usable");
        Asm.Load(Size.Word, R1, R8, Slot.Flags);
        Asm.JumpIf32(Condition.NotEqual, R1, Slot.Refuse, usable);
        Fail(Outcome.NoAddress, Errno.EADDRNOTAVAIL);
        Asm.Mark(usable);
        TellSource();
    }

    private void FindSourceSlot()
    {
        Asm.Mov(R8, R7);
        Asm.Add(R8, IsInet6 ? RuleRecord.From6 : RuleRecord.From4);
        if (IsInet6)
        {
            var isV6 = new Label("uses IPv6");
            RuleSelection.JumpUnlessMapped(Asm, Frame.Used, isV6);
            Asm.Add(R8, RuleRecord.From4 - RuleRecord.From6);
            Asm.Mark(isV6);
        }
    }

    private void TellSource()
    {
        if (!Input.Logs)
        {
            return;
        }
        var none = new Label("no source to tell");
        Asm.Load(Size.Word, R1, R8, Slot.Flags);
        Asm.JumpIf32(Condition.Equal, R1, 0, none);
        Copy16(R10, Frame.From, R8, Slot.Address);
        Asm.Load(Size.Word, R1, R8, Slot.Port);
        Asm.Store(Size.Word, R10, Frame.FromPort, R1);
        Asm.Mark(none);
    }

    /// <summary>Gives the socket, or the datagram, its source: R8 is the slot.</summary>
    private void SetSource()
    {
        if (!_traits.HasFrom)
        {
            return;
        }
        var set = new Label("source is set");
        Asm.Load(Size.Word, R1, R8, Slot.Flags);
        Asm.JumpIf32(Condition.Equal, R1, 0, set);
        if (_isDatagram)
        {
            SetDatagramSource();
        }
        else
        {
            BindToSource(set);
        }
        Asm.Mark(set);
    }

    // A socket that has the source already is left as it is: UDP connects more than once.
    private void BindToSource(Label set)
    {
        var bind = new Label("bind to source");
        Asm.Load(Size.Double, R3, R6, SockAddr.sk);
        JumpUnlessBoundTo(R3, bind);
        Asm.Load(Size.Word, R1, R8, Slot.Port);
        Asm.JumpIf32(Condition.Equal, R1, 0, set);
        Asm.Load(Size.Word, R2, R3, BpfSock.src_port);
        Asm.JumpIf(Condition.Equal, R1, R2, set);
        Asm.Mark(bind);
        WriteSourceSockAddr();
        Asm.Mov(R1, R6);
        Address(R2, Frame.SockAddr);
        Asm.Mov(R3, (int)(IsInet6 ? Libc.SizeOf<sockaddr_in6>() : Libc.SizeOf<sockaddr_in>()));
        Asm.Call(HelperFunction.Bind);
        Asm.JumpIf32(Condition.Equal, R0, 0, set);
        FailWithSourceError();
    }

    // EINVAL: the program has bound the socket itself, and it cannot be bound twice.
    private void FailWithSourceError()
    {
        var known = new Label("source error");
        Asm.JumpIf32(Condition.NotEqual, R0, unchecked((uint)-(int)Errno.EINVAL), known);
        Asm.Mov(R0, -(int)Errno.EADDRNOTAVAIL);
        Asm.Mark(known);
        FailWithR0(Outcome.SourceFailed);
    }

    private void JumpUnlessBoundTo(Register socket, Label target)
    {
        for (var word = IsInet6 ? 0 : 12; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, socket, IsInet6 ? BpfSock.src_ip6 + word : BpfSock.src_ip4);
            Asm.Load(Size.Word, R2, R8, Slot.Address + word);
            Asm.JumpIf(Condition.NotEqual, R1, R2, target);
        }
    }

    /// <summary>struct sockaddr_in, or sockaddr_in6 without flow and scope.</summary>
    private void WriteSourceSockAddr()
    {
        for (var word = 0; word < 32; word += 8)
        {
            Asm.Store(Size.Double, R10, Frame.SockAddr + word, 0);
        }
        Asm.Store(Size.Half, R10, Frame.SockAddr, IsInet6 ? SocketConstants.AF_INET6 : SocketConstants.AF_INET);
        Asm.Load(Size.Word, R1, R8, Slot.Port);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Half, R10, Frame.SockAddr + 2, R1);
        if (IsInet6)
        {
            Copy16(R10, Frame.SockAddr + 8, R8, Slot.Address);
            return;
        }
        Asm.Load(Size.Word, R1, R8, Slot.Address + 12);
        Asm.Store(Size.Word, R10, Frame.SockAddr + 4, R1);
    }

    // The kernel has chosen the port before this hook runs; a rule that names another one cannot be carried out.
    private void SetDatagramSource()
    {
        Label portFits = new("source port fits"), refuse = new("bound elsewhere"), unbound = new("source address fits"), set = new("source stands");
        Asm.Load(Size.Double, R3, R6, SockAddr.sk);
        Asm.Load(Size.Word, R1, R8, Slot.Port);
        Asm.JumpIf32(Condition.Equal, R1, 0, portFits);
        Asm.Load(Size.Word, R2, R3, BpfSock.src_port);
        Asm.JumpIf(Condition.NotEqual, R1, R2, refuse);
        Asm.Mark(portFits);
        JumpIfBoundToWildcard(unbound);
        JumpUnlessBoundTo(R3, refuse);
        Asm.Jump(set);
        Asm.Mark(refuse);
        Fail(Outcome.SourceFailed, Errno.EADDRNOTAVAIL);
        Asm.Mark(unbound);
        WriteMessageSource(R8, Slot.Address);
        Asm.Mark(set);
    }

    private void JumpIfBoundToWildcard(Label target)
    {
        var bound = new Label("bound to an address");
        for (var word = IsInet6 ? 0 : 12; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, R3, IsInet6 ? BpfSock.src_ip6 + word : BpfSock.src_ip4);
            Asm.JumpIf32(Condition.NotEqual, R1, 0, bound);
        }
        Asm.Jump(target);
        Asm.Mark(bound);
    }

    /// <summary>The datagram leaves from the address of 16 bytes in memory.</summary>
    private void WriteMessageSource(Register from, int offset)
    {
        for (var word = IsInet6 ? 0 : 12; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, from, offset + word);
            Asm.Store(Size.Word, R6, IsInet6 ? SockAddr.msg_src_ip6 + word : SockAddr.msg_src_ip4, R1);
        }
    }
}
