using System.Buffers.Binary;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Cgroup;

/// <summary>Puts what the programs decide into the log: each record of the ring buffer is a line.</summary>
internal sealed class DecisionReader(LoadedMap decisions, LoadedMap inForce, Log log) : IDisposable
{
    private readonly RingBuffer _ring = new(decisions);
    private uint _lost;

    /// <summary>What poll(2) waits for.</summary>
    public int Descriptor => _ring.Descriptor;

    /// <summary>Writes all that has been decided.</summary>
    public void Drain()
    {
        while (_ring.TryRead(out var record))
        {
            log.Decision(Read(record));
        }
        SayWhatIsLost();
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private void SayWhatIsLost()
    {
        Span<byte> value = stackalloc byte[InForceValue.Length];
        var lost = inForce.TryLookup(stackalloc byte[sizeof(uint)], value)
            ? BinaryPrimitives.ReadUInt32LittleEndian(value[InForceValue.Lost..])
            : _lost;
        if (lost != _lost)
        {
            log.Warning($"{lost - _lost} decisions were made faster than they were written, and are not in the log");
            _lost = lost;
        }
    }

    private static DecisionEvent Read(ReadOnlySpan<byte> record)
    {
        var hook = Hook.Of(Word(record, DecisionRecord.Hook));
        var outcome = (Outcome)Word(record, DecisionRecord.Outcome);
        var (asked, used) = (Endpoint(record, DecisionRecord.Asked, DecisionRecord.AskedPort, hook),
            Endpoint(record, DecisionRecord.Used, DecisionRecord.UsedPort, hook));
        var from = Endpoint(record, DecisionRecord.From, DecisionRecord.FromPort, hook);
        var isSteered = outcome is Outcome.Steered or Outcome.OptionFailed or Outcome.SourceFailed;
        return new DecisionEvent(
            CallOf(hook), ProtocolOf(Word(record, DecisionRecord.Protocol)), asked, isSteered && used != asked ? used : null,
            record.Slice(DecisionRecord.From, 16).ContainsAnyExcept((byte)0) ? from : null, Words(outcome),
            (Errno)Word(record, DecisionRecord.Errno), (int)(Word(record, DecisionRecord.Rule) + 1),
            (int)Word(record, DecisionRecord.PidTgid), outcome is > Outcome.Steered and < Outcome.Answered);
    }

    private static string CallOf(Hook hook) => hook.Name switch
    {
        "bind4" or "bind6" => "bind",
        "connect4" or "connect6" => "connect",
        "sockops" => "listen",
        _ => "send",
    };

    private static Protocol ProtocolOf(uint protocol) => protocol switch
    {
        InConstants.IPPROTO_TCP or InConstants.IPPROTO_MPTCP => Protocol.Tcp,
        InConstants.IPPROTO_UDP or InConstants.IPPROTO_UDPLITE => Protocol.Udp,
        _ => Protocol.Any,
    };

    private static string? Words(Outcome outcome) => outcome switch
    {
        Outcome.Untouched => "untouched",
        Outcome.Allowed => "allowed",
        Outcome.Denied => "denied",
        Outcome.Faked => "faked",
        Outcome.NoAddress => "the rule has no address of the socket's family",
        Outcome.PortTooHigh => "the port that the rule makes is over 65535",
        Outcome.OptionFailed => "an option of the rule cannot be set",
        Outcome.SourceFailed => "the source cannot be set",
        Outcome.NoMemory => "no memory for what must be kept of the socket",
        Outcome.Unreachable => "made unreachable: listen without bind cannot be carried out",
        Outcome.ListensOpenly => "LISTENS PAST THE RULES: it has no bind, and the program's SO_BINDTODEVICE keeps it from being closed",
        Outcome.Answered => "answered",
        _ => null,
    };

    private static string Endpoint(ReadOnlySpan<byte> record, int address, int port, Hook hook)
    {
        var value = Address.V6(
            BinaryPrimitives.ReadUInt64BigEndian(record[address..]), BinaryPrimitives.ReadUInt64BigEndian(record[(address + 8)..]));
        return (hook.IsInet6 ? value : value.Unmap()).WithPort((int)Word(record, port));
    }

    private static uint Word(ReadOnlySpan<byte> record, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[offset..]);
}
