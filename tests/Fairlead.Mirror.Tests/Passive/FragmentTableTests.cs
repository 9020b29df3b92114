using System.Buffers.Binary;
using Fairlead.Mirror.Agent.Passive;

namespace Fairlead.Mirror.Tests.Passive;

public sealed class FragmentTableTests
{
    private readonly FragmentTable _table = new();

    private static byte[] Fragment(ushort id, int offset, bool hasMore, params byte[] payload)
    {
        var bytes = new byte[20 + payload.Length];
        bytes[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)((offset / 8) | (hasMore ? 0x2000 : 0)));
        bytes[9] = 17;
        payload.CopyTo(bytes, 20);
        return bytes;
    }

    private byte[]? Take(byte[] bytes, long now = 0)
    {
        Assert.True(IpPacket.TryRead(bytes, out var packet));
        return _table.TryComplete(packet, now, out var whole) ? whole.ToArray() : null;
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void Any_order_gives_the_packet(params int[] order)
    {
        byte[][] fragments =
        [
            Fragment(7, 0, true, 1, 2, 3, 4, 5, 6, 7, 8), Fragment(7, 8, true, 9, 10, 11, 12, 13, 14, 15, 16), Fragment(7, 16, false, 17),
        ];
        Assert.Null(Take(fragments[order[0]]));
        Assert.Null(Take(fragments[order[0]]));
        Assert.Null(Take(fragments[order[1]]));
        Assert.Equal(Enumerable.Range(1, 17).Select(i => (byte)i), Take(fragments[order[2]]));
    }

    [Fact]
    public void Packets_do_not_mix()
    {
        Assert.Null(Take(Fragment(1, 0, true, 1, 1, 1, 1, 1, 1, 1, 1)));
        Assert.Null(Take(Fragment(2, 8, false, 2)));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 3], Take(Fragment(1, 8, false, 3)));
    }

    [Fact]
    public void What_is_not_whole_is_given_up_and_counted()
    {
        for (ushort id = 0; id < 70; id++)
        {
            Assert.Null(Take(Fragment(id, 8, false, 1)));
        }
        Assert.Equal(6, _table.Lost);
        _table.Expire(now: 6000);
        Assert.Equal(70, _table.Lost);
    }
}
