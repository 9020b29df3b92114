using System.Net;
using Fairlead.Forward.Proxy;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Proxy;

public sealed class ProxyHeaderTests
{
    private static readonly byte[] s_signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        var bytes = new byte[ProxyHeader.MaxWritten];
        var length = ProxyHeader.Write(bytes, isStream: false, At("192.0.2.1:258"), At("198.51.100.2:772"));
        byte[] expected = [.. s_signature, 0x21, 0x12, 0, 12, 192, 0, 2, 1, 198, 51, 100, 2, 1, 2, 3, 4];
        Assert.Equal(expected, bytes[..length]);
        _ = ProxyHeader.Write(bytes, isStream: true, At("[2001:db8::1]:258"), At("[2001:db8::2]:772"));
        Assert.Equal([0x21, 0x21, 0, 36, 0x20, 0x01], bytes[12..18]);
        Assert.Equal([1, 2, 3, 4], bytes[48..52]);
    }

    [Theory]
    [InlineData("192.0.2.1:1", "198.51.100.2:65535")]
    [InlineData("[2001:db8::1]:1", "[::1]:65535")]
    public void What_is_written_is_read(string source, string destination)
    {
        var bytes = new byte[ProxyHeader.MaxWritten];
        var length = ProxyHeader.Write(bytes, isStream: false, At(source), At(destination));
        Assert.Equal(length, ProxyHeader.LengthOf(bytes));
        Assert.True(ProxyHeader.TryRead(bytes.AsSpan(0, length), out var client, out var asked));
        Assert.Equal((At(source), At(destination)), (client, asked));
    }

    [Theory]
    [InlineData("192.0.2.1:1", "[2001:db8::1]:2")]
    [InlineData("[2001:db8::1]:1", "192.0.2.1:2")]
    public void Addresses_of_two_families_go_as_those_of_one(string source, string destination)
    {
        var bytes = new byte[ProxyHeader.MaxWritten];
        var length = ProxyHeader.Write(bytes, isStream: false, At(source), At(destination));
        Assert.True(ProxyHeader.TryRead(bytes.AsSpan(0, length), out var client, out var asked));
        Assert.Equal((At(source), At(destination)), (client.Unmap(), asked.Unmap()));
    }

    [Fact]
    public void What_follows_the_addresses_is_part_of_the_header()
    {
        byte[] bytes = [.. s_signature, 0x21, 0x12, 0, 17, 192, 0, 2, 1, 198, 51, 100, 2, 1, 2, 3, 4, 4, 0, 2, 9, 9, 77];
        Assert.Equal(33, ProxyHeader.LengthOf(bytes));
        Assert.True(ProxyHeader.TryRead(bytes.AsSpan(0, 33), out var client, out _));
        Assert.Equal(At("192.0.2.1:258"), client);
    }

    [Theory]
    [InlineData(0x20, 0x00, 0)] // LOCAL
    [InlineData(0x20, 0x12, 3)]
    [InlineData(0x21, 0x00, 0)] // AF_UNSPEC
    [InlineData(0x21, 0x31, 216)] // AF_UNIX
    public void A_header_that_names_no_client_of_the_Internet_leaves_the_real_one(byte command, byte family, byte length)
    {
        byte[] bytes = [.. s_signature, command, family, 0, length, .. new byte[length]];
        Assert.Equal(16 + length, ProxyHeader.LengthOf(bytes));
        Assert.False(ProxyHeader.TryRead(bytes, out var client, out _));
        Assert.True(client.IsEmpty);
    }

    [Theory]
    [InlineData(0x11, 0x12, 12)] // version 1
    [InlineData(0x22, 0x12, 12)] // no such command
    [InlineData(0x21, 0x12, 11)] // too short for its addresses
    [InlineData(0x21, 0x22, 35)]
    public void What_cannot_be_read_is_none(byte command, byte family, byte length)
    {
        byte[] bytes = [.. s_signature, command, family, 0, length, .. new byte[length]];
        Assert.Equal(-1, ProxyHeader.LengthOf(bytes));
    }

    [Fact]
    public void The_first_bytes_alone_ask_for_more()
    {
        byte[] whole = [.. s_signature, 0x21, 0x12, 0, 12];
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Equal(0, ProxyHeader.LengthOf(whole.AsSpan(0, length)));
        }
        Assert.Equal(-1, ProxyHeader.LengthOf("GET / HTTP"u8));
    }

    [Fact]
    public void Whatever_comes_is_read_or_refused_and_nothing_beyond_its_end()
    {
        var random = new Random(11);
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes);
            s_signature.AsSpan(0, Math.Min(bytes.Length, random.Next(2) == 0 ? 12 : random.Next(13))).CopyTo(bytes);
            if (bytes.Length >= 16 && random.Next(2) == 0)
            {
                (bytes[12], bytes[14]) = ((byte)(0x20 + random.Next(3)), 0);
            }
            var length = ProxyHeader.LengthOf(bytes);
            Assert.InRange(length, -1, 16 + ushort.MaxValue);
            if (length > 0 && length <= bytes.Length)
            {
                _ = ProxyHeader.TryRead(bytes.AsSpan(0, length), out _, out _);
            }
        }
    }

    private static UdpEndpoint At(string text) => UdpEndpoint.From(IPEndPoint.Parse(text));
}
