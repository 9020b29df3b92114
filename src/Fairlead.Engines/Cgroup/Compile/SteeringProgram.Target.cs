using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>Where the call goes.</content>
internal sealed partial class SteeringProgram
{
    /// <summary>Works out the address and port to use, on the stack. R7 is the record; R8 is lost.</summary>
    private void PlaceTarget()
    {
        if (!_traits.HasTo)
        {
            return;
        }
        FindTargetSlot();
        Label usable = new("target is usable"), port = new("target port");
        Asm.Load(Size.Word, R2, R8, Slot.Flags);
        Asm.JumpIf32(Condition.Equal, R2, 0, port);
        Asm.JumpIf32(Condition.NotEqual, R2, Slot.Refuse, usable);
        Fail(Outcome.NoAddress, Errno.EADDRNOTAVAIL);
        Asm.Mark(usable);
        PlaceAddress();
        SetPort();
        AddPort();
        Asm.Mark(port);
    }

    /// <summary>R8 = the slot for what the socket is and what was asked.</summary>
    private void FindTargetSlot()
    {
        Asm.Mov(R8, R7);
        if (!IsInet6)
        {
            Asm.Add(R8, RuleRecord.To4);
            return;
        }
        if (_isDatagram)
        {
            Asm.Add(R8, RuleRecord.ToDatagram6);
            return;
        }
        var isV6 = new Label("asked IPv6");
        Asm.Add(R8, RuleRecord.To6);
        RuleSelection.JumpUnlessMapped(Asm, Frame.Asked, isV6);
        Asm.Add(R8, RuleRecord.ToMapped - RuleRecord.To6);
        Asm.Mark(isV6);
    }

    private void PlaceAddress()
    {
        var same = new Label("same address");
        Asm.Mov(R3, R2);
        Asm.And32(R3, Slot.SetAddress);
        Asm.JumpIf32(Condition.Equal, R3, 0, same);
        Copy16(R10, Frame.Used, R8, Slot.Address);
        Asm.Mark(same);
    }

    private void SetPort()
    {
        if (!_traits.HasPortChange(PortChangeKind.Set))
        {
            return;
        }
        var same = new Label("port is not set");
        Asm.Mov(R3, R2);
        Asm.And32(R3, Slot.SetPort);
        Asm.JumpIf32(Condition.Equal, R3, 0, same);
        Asm.Load(Size.Word, R3, R8, Slot.Port);
        Asm.Store(Size.Word, R10, Frame.UsedPort, R3);
        Asm.Mark(same);
    }

    // An asked port of 0 stays 0.
    private void AddPort()
    {
        if (!_traits.HasPortChange(PortChangeKind.Add))
        {
            return;
        }
        Label same = new("port is not added to"), fits = new("port fits");
        Asm.And32(R2, Slot.AddPort);
        Asm.JumpIf32(Condition.Equal, R2, 0, same);
        Asm.JumpIf(Condition.Equal, R9, 0, same);
        Asm.Load(Size.Word, R3, R8, Slot.Port);
        Asm.Add(R3, R9);
        Asm.JumpIf(Condition.LessOrEqual, R3, ushort.MaxValue, fits);
        Fail(Outcome.PortTooHigh, Errno.EADDRNOTAVAIL);
        Asm.Mark(fits);
        Asm.Store(Size.Word, R10, Frame.UsedPort, R3);
        Asm.Mark(same);
    }
}
