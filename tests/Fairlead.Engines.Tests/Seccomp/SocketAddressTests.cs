using Fairlead.Linux;
using Fairlead.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Engines.Tests.Seccomp;

public class SocketAddressTests
{
    private static readonly Gen<Address> SomeAddress = Gen.OneOf(
        ArbMap.Default.GeneratorFor<uint>().Select(Address.V4),
        from high in ArbMap.Default.GeneratorFor<ulong>() from low in ArbMap.Default.GeneratorFor<ulong>() select Address.V6(high, low));

    [Fact]
    public void Address_is_the_same_when_written_and_read_again() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
            SomeAddress.ToArbitrary(), ArbMap.Default.ArbFor<ushort>(), (address, port) =>
            {
                sockaddr_storage storage = default;
                var length = SocketAddress.Write(ref storage, address, port);
                Assert.Equal(address.IsV4 ? 16u : 28u, length);
                Assert.True(SocketAddress.TryRead(storage, length, out var read, out var readPort));
                Assert.Equal((address, port), (read, readPort));
            }));

    [Fact]
    public unsafe void Bytes_are_those_of_the_kernel()
    {
        sockaddr_storage storage = default;
        SocketAddress.Write(ref storage, Address.V4(0x0A000001), 0x1234);
        Assert.Equal([2, 0, 0x12, 0x34, 10, 0, 0, 1], new ReadOnlySpan<byte>(&storage, 8).ToArray());
        SocketAddress.Write(ref storage, Address.V6(0xFD00_0000_0000_0000, 5), 0x1234);
        Assert.Equal(
            [10, 0, 0x12, 0x34, 0, 0, 0, 0, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0],
            new ReadOnlySpan<byte>(&storage, 28).ToArray());
    }

    [Theory]
    [InlineData(SocketConstants.AF_INET, 15, false)]
    [InlineData(SocketConstants.AF_INET, 16, true)]
    [InlineData(SocketConstants.AF_INET6, 23, false)]
    [InlineData(SocketConstants.AF_INET6, 24, true)]
    [InlineData(SocketConstants.AF_UNSPEC, 28, false)]
    [InlineData(SocketConstants.AF_UNIX, 110, false)]
    public void Address_is_read_when_the_kernel_would_take_it(int family, int length, bool isRead)
    {
        sockaddr_storage storage = new() { ss_family = (ushort)family };
        Assert.Equal(isRead, SocketAddress.TryRead(storage, (uint)length, out _, out _));
    }

    [Fact]
    public void Flow_label_and_scope_stay_when_the_address_changes()
    {
        sockaddr_storage storage = new() { v6 = new sockaddr_in6 { sin6_family = SocketConstants.AF_INET6, sin6_flowinfo = 7, sin6_scope_id = 9 } };
        SocketAddress.Write(ref storage, Address.LoopbackV6, 1);
        Assert.Equal((7u, 9u), (storage.v6.sin6_flowinfo, storage.v6.sin6_scope_id));
        SocketAddress.Write(ref storage, Address.LoopbackV4, 1);
        SocketAddress.Write(ref storage, Address.LoopbackV6, 1);
        Assert.Equal((0u, 0u), (storage.v6.sin6_flowinfo, storage.v6.sin6_scope_id));
    }
}
