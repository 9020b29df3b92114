using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed;

/// <summary>Takes the answers of a program whose clients do not get them.</summary>
internal sealed class DrainedReplies : IReplies
{
    private readonly byte[] _room = new byte[1 << 16];

    /// <summary>One for all connections of a loop: it keeps nothing.</summary>
    public Span<byte> Room => _room;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
