using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>The datagrams of one client, as a stream of the link.</summary>
/// <param name="owner">Whose it is.</param>
/// <param name="stream">Its number.</param>
/// <param name="flow">The client, and whom it asks.</param>
internal sealed class DatagramStream(IDatagramOwner owner, uint stream, DatagramFlow flow) : IStream
{
    public uint Stream => stream;

    public DatagramFlow Flow => flow;

    /// <summary>Why the feeder takes no more of it; null: it does.</summary>
    public string? Refused { get; private set; }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Opened:
                break;
            case FrameType.Data:
                owner.Answer(this, payload);
                break;
            case FrameType.Reset:
                Refused = Link.Read(payload, Messages.Default.ResetMessage).Reason;
                owner.Refuse(this);
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a stream of datagrams");
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
    }
}

/// <summary>Who owns streams of datagrams.</summary>
internal interface IDatagramOwner
{
    /// <summary>The feeder's program answers.</summary>
    /// <exception cref="ProtocolException">Nobody asked it to.</exception>
    void Answer(DatagramStream stream, ReadOnlySpan<byte> datagram);

    /// <summary>The feeder takes no more of a stream.</summary>
    void Refuse(DatagramStream stream);
}
