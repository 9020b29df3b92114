using Fairlead.Mirror.Agent.Passive;
using Fairlead.Rules;

namespace Fairlead.Mirror.Tests.Passive;

public sealed class IpPacketTests
{
    private const string V4 = "4500001D00004000 40110000 0A090001 0A090002 10E11F75 0009 0000 78";

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Header_of_v4_says_who_and_what_and_padding_is_cut()
    {
        Assert.True(IpPacket.TryRead(Bytes(V4 + "0000000000"), out var packet));
        Assert.Equal(Address.V4(0x0A090001), packet.Source);
        Assert.Equal(Address.V4(0x0A090002), packet.Destination);
        Assert.Equal(17, packet.Protocol);
        Assert.Equal(9, packet.Payload.Length);
        Assert.False(packet.IsFragment);
    }

    [Fact]
    public void Packet_longer_than_its_header_can_say_is_as_long_as_it_is()
    {
        var bytes = Bytes(V4);
        bytes[2] = bytes[3] = 0;
        Assert.True(IpPacket.TryRead(bytes, out var packet));
        Assert.Equal(9, packet.Payload.Length);
    }

    [Fact]
    public void Fragment_has_its_place()
    {
        var bytes = Bytes(V4);
        (bytes[4], bytes[5], bytes[6], bytes[7]) = (0x12, 0x34, 0x20, 0xB9);
        Assert.True(IpPacket.TryRead(bytes, out var packet));
        Assert.True(packet.IsFragment && packet.HasMore);
        Assert.Equal(1480, packet.Offset);
        Assert.Equal(0x1234u, packet.Id);
    }

    [Fact]
    public void Headers_of_v6_before_the_payload_are_passed_over()
    {
        const string header = "60000000 0019 00 40 FD090000000000000000000000000001 FD090000000000000000000000000002";
        const string options = "2C 00 000000000000", fragment = "11 00 0009 00001234", payload = "10E11F75 0009 0000 78";
        Assert.True(IpPacket.TryRead(Bytes(header + options + fragment + payload), out var packet));
        Assert.Equal(17, packet.Protocol);
        Assert.Equal(9, packet.Payload.Length);
        Assert.Equal((8, true, 0x1234u), (packet.Offset, packet.HasMore, packet.Id));
        Assert.Equal(Address.V6(0xFD09000000000000, 2), packet.Destination);
    }

    [Fact]
    public void Anything_else_is_refused_or_read_without_harm()
    {
        var random = new Random(2);
        var bytes = new byte[120];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(i % 2 == 0 ? 0x45 : 0x60);
            if (IpPacket.TryRead(bytes.AsSpan(0, random.Next(bytes.Length)), out var packet))
            {
                Assert.True(packet.Payload.Length <= bytes.Length);
                _ = TcpSegment.TryRead(packet.Payload, out _);
            }
        }
    }

    [Fact]
    public void Checksum_is_right_and_that_of_a_broken_datagram_is_not()
    {
        // The number is what another implementation of RFC 1071 says.
        var (source, destination) = (Address.V4(0x7F000001), Address.V4(0x7F000001));
        var datagram = Bytes("1F90 1F91 000B 0000 61 62 63");
        var sum = InternetChecksum.Of(source, destination, 17, datagram);
        (datagram[6], datagram[7]) = ((byte)(sum >> 8), (byte)sum);
        Assert.Equal(0xFE51, sum);
        Assert.Equal(0, InternetChecksum.Of(source, destination, 17, datagram));
        Assert.Equal(sum, InternetChecksum.Of(source, destination, 17, Bytes("1F90 1F91 000B 0000"), Bytes("61 62 63")));
        datagram[8]++;
        Assert.NotEqual(0, InternetChecksum.Of(source, destination, 17, datagram));
    }
}
