using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>What the programs of all hooks begin and end with.</summary>
/// <remarks>R6 is the context from the first instruction to the last.</remarks>
/// <param name="hook">The hook.</param>
/// <param name="input">The rule set.</param>
internal abstract class ProgramWriter(Hook hook, CompileInput input)
{
    /// <summary>BPF_SK_STORAGE_GET_F_CREATE and BPF_LOCAL_STORAGE_GET_F_CREATE of linux/bpf.h.</summary>
    private const int BPF_SK_STORAGE_GET_F_CREATE = 1;

    /// <summary>What a program returns to let the call, or the packet, go on.</summary>
    protected const int Go = 1;

    /// <summary>What a program returns to end the call, or the packet.</summary>
    protected const int Stop = 0;

    protected Assembler Asm { get; } = new();

    protected Hook Hook { get; } = hook;

    protected CompileInput Input { get; } = input;

    protected RuleMaps Maps => Input.Maps;

    protected bool IsInet6 => Hook.IsInet6;

    /// <summary>Writes the program.</summary>
    public HookProgram Write()
    {
        Asm.Mov(R6, R1);
        PassUnlessInForce();
        WriteBody();
        return new HookProgram(Hook, Asm.Assemble());
    }

    protected abstract void WriteBody();

    /// <summary>The selection among the rules of a verb.</summary>
    protected RuleSelection Select(Verb verb, Protocol? protocol, ProgramRules programs, bool onlyV4) =>
        Input.IndexOf(verb) is { } index
            ? new IndexSelection(Asm, Input, verb, index) { Fixed = protocol, Programs = programs, OnlyV4 = onlyV4 }
            : new LinearSelection(Asm, Input, verb) { Fixed = protocol, Programs = programs, OnlyV4 = onlyV4 };

    /// <summary>memory[to] = memory[from], 16 bytes; R1 is lost.</summary>
    protected void Copy16(Register to, int toOffset, Register from, int fromOffset)
    {
        for (var word = 0; word < 16; word += 8)
        {
            Asm.Load(Size.Double, R1, from, fromOffset + word);
            Asm.Store(Size.Double, to, toOffset + word, R1);
        }
    }

    /// <summary>register = the stack at the offset.</summary>
    protected void Address(Register register, int frame)
    {
        Asm.Mov(register, R10);
        Asm.Add(register, frame);
    }

    /// <summary>Copies an address and port of struct bpf_sock_addr to the stack; the port is left in R9.</summary>
    protected void ReadUserAddress(int address, int port)
    {
        if (IsInet6)
        {
            Copy16(R10, address, R6, SockAddr.user_ip6);
        }
        else
        {
            Asm.Load(Size.Word, R1, R6, SockAddr.user_ip4);
            WriteMapped(address, R1);
        }
        Asm.Load(Size.Word, R9, R6, SockAddr.user_port);
        Asm.ToBigEndian(R9, 16);
        Asm.Store(Size.Word, R10, port, R9);
    }

    /// <summary>Puts an IPv4 address, in network order in a register, on the stack as a v4-mapped one.</summary>
    protected void WriteMapped(int frame, Register address)
    {
        Asm.Store(Size.Double, R10, frame, 0);
        Asm.Mov32(R2, RuleSelection.MappedWord);
        Asm.Store(Size.Word, R10, frame + 8, R2);
        Asm.Store(Size.Word, R10, frame + 12, address);
    }

    /// <summary>Writes an address and port from memory into struct bpf_sock_addr. R1 is lost.</summary>
    protected void WriteUserAddress(Register from, int address, int port)
    {
        if (IsInet6)
        {
            Copy16(R6, SockAddr.user_ip6, from, address);
        }
        else
        {
            Asm.Load(Size.Word, R1, from, address + 12);
            Asm.Store(Size.Word, R6, SockAddr.user_ip4, R1);
        }
        Asm.Load(Size.Word, R1, from, port);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Word, R6, SockAddr.user_port, R1);
    }

    /// <summary>
    /// Lets no packet reach the socket: it is bound to an interface that does not exist, which the kernel does not ask for
    /// (sock_bindtoindex of net/core/sock.c). R0 = 0, or a negated errno.
    /// </summary>
    protected void BindToNowhere() => BindToInterface(int.MaxValue);

    /// <summary>Binds the socket to the interface of a number. R0 = 0, or a negated errno.</summary>
    protected void BindToInterface(int index)
    {
        Asm.Store(Size.Word, R10, Frame.Scratch, index);
        Asm.Mov(R1, R6);
        Asm.Mov(R2, SocketConstants.SOL_SOCKET);
        Asm.Mov(R3, SocketConstants.SO_BINDTOIFINDEX);
        Address(R4, Frame.Scratch);
        Asm.Mov(R5, sizeof(int));
        Asm.Call(HelperFunction.SetSockOpt);
    }

    /// <summary>R0 = what is known of the socket, or 0.</summary>
    protected void FindSocketState(bool create)
    {
        Asm.LoadMap(R1, Maps.Sockets);
        Asm.Load(Size.Double, R2, R6, SockAddr.sk);
        Asm.Mov(R3, 0);
        Asm.Mov(R4, create ? BPF_SK_STORAGE_GET_F_CREATE : 0);
        Asm.Call(HelperFunction.SkStorageGet);
    }

    /// <summary>R0 = the value of a map of peers for who talks to an address and port on the stack, or 0.</summary>
    protected void FindPeer(MapDefinition map, Register owner, int address, int port)
    {
        WritePeerKey(owner, address, port);
        Asm.LoadMap(R1, map);
        Address(R2, Frame.Peer);
        Asm.Call(HelperFunction.MapLookup);
    }

    /// <summary>R7 = whom the peer on the stack stands for, by the feeder's word; to the label where it has said nothing.</summary>
    protected void FindClient(int address, int port, Label other)
    {
        Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
        FindPeer(Maps.Clients, R1, address, port);
        Asm.JumpIf(Condition.Equal, R0, 0, other);
        Asm.Mov(R7, R0);
    }

    /// <summary>Goes to the label unless the address of 16 bytes in memory is a v4-mapped one. R1 is lost.</summary>
    protected void JumpUnlessV4(Register from, int address, Label target)
    {
        Asm.Load(Size.Double, R1, from, address);
        Asm.JumpIf(Condition.NotEqual, R1, 0, target);
        Asm.Load(Size.Word, R1, from, address + 8);
        Asm.JumpIf32(Condition.NotEqual, R1, RuleSelection.MappedWord, target);
    }

    /// <summary>R0 = the socket's cookie.</summary>
    protected void ReadCookie()
    {
        Asm.Mov(R1, R6);
        Asm.Call(HelperFunction.GetSocketCookie);
    }

    /// <summary>Adds a peer to a map: the value is on the stack.</summary>
    protected void SetPeer(MapDefinition map)
    {
        Asm.LoadMap(R1, map);
        Address(R2, Frame.Peer);
        Address(R3, Frame.PeerName);
        Asm.Mov(R4, 0);
        Asm.Call(HelperFunction.MapUpdate);
    }

    protected void WritePeerKey(Register owner, int address, int port)
    {
        Asm.Store(Size.Double, R10, Frame.Peer + PeerKey.Owner, owner);
        Copy16(R10, Frame.Peer + PeerKey.Address, R10, address);
        Asm.Load(Size.Word, R1, R10, port);
        Asm.Store(Size.Double, R10, Frame.Peer + PeerKey.Port, R1);
    }

    /// <summary>R0 = the record of the rule whose place stands on the stack, or 0; it has one hit more.</summary>
    protected void FindRule(Label missing)
    {
        Asm.LoadMap(R1, Maps.Rules);
        Address(R2, Frame.Rule);
        Asm.Call(HelperFunction.MapLookup);
        Asm.JumpIf(Condition.Equal, R0, 0, missing);
        Asm.Mov(R1, 1);
        Asm.AtomicAdd(Size.Double, R0, RuleRecord.Hits, R1);
    }

    /// <summary>Tells a decision, where anyone listens. R0 to R5 are lost.</summary>
    protected void Tell(Outcome outcome)
    {
        if (!Input.Logs)
        {
            return;
        }
        Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Outcome, (int)outcome);
        TellAsWritten();
    }

    /// <summary>Tells a decision whose outcome stands in the record.</summary>
    protected void TellAsWritten()
    {
        if (!Input.Logs)
        {
            return;
        }
        Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Hook, (int)Hook.AttachType);
        ReadCaller();
        Asm.LoadMap(R1, Maps.Decisions);
        Address(R2, Frame.Record);
        Asm.Mov(R3, DecisionRecord.Length);
        Asm.Mov(R4, 0);
        Asm.Call(HelperFunction.RingBufOutput);
        var told = new Label("told");
        Asm.JumpIf(Condition.Equal, R0, 0, told);
        Asm.LoadMapValue(R1, Maps.InForce, InForceValue.Lost);
        Asm.Mov(R2, 1);
        Asm.AtomicAdd(Size.Word, R1, 0, R2);
        Asm.Mark(told);
    }

    /// <summary>Puts the protocol, and who makes the call, into the record.</summary>
    protected virtual void ReadCaller()
    {
        Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
        Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Protocol, R1);
        Asm.Call(HelperFunction.GetCurrentPidTgid);
        Asm.Store(Size.Double, R10, Frame.Record + DecisionRecord.PidTgid, R0);
    }

    /// <summary>Empties the record, as the kernel refuses one with bytes that were never written.</summary>
    protected void ClearRecord()
    {
        for (var offset = 0; Input.Logs && offset < DecisionRecord.Length; offset += sizeof(ulong))
        {
            Asm.Store(Size.Double, R10, Frame.Record + offset, 0);
        }
        if (Input.Logs)
        {
            Asm.Store(Size.Word, R10, Frame.Rule, -1);
        }
    }

    /// <summary>Fails the call with the error in R8, a positive errno.</summary>
    protected void FailWithR8()
    {
        if (Input.Logs)
        {
            Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Errno, R8);
        }
        TellAsWritten();
        Asm.Mov(R1, R8);
        Asm.Neg(R1);
        Asm.Call(HelperFunction.SetRetval);
        Asm.Exit(Stop);
    }

    private void PassUnlessInForce()
    {
        var inForce = new Label("in force");
        Asm.LoadMapValue(R1, Maps.InForce, InForceValue.Number);
        Asm.Load(Size.Word, R1, R1, 0);
        Asm.JumpIf32(Condition.Equal, R1, Input.Number, inForce);
        Asm.Exit(Go);
        Asm.Mark(inForce);
    }
}
