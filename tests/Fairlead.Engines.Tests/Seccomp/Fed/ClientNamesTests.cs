using Fairlead.Engines.Feeding;
using Fairlead.Engines.Seccomp;
using Fairlead.Rules;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

public class ClientNamesTests
{
    [Fact]
    public void Name_is_the_last_that_was_set()
    {
        var names = new ClientNames();
        Assert.Null(names.Find(Flow(7)));
        Assert.True(names.Set(Flow(7), Name(1)));
        Assert.True(names.Set(Flow(7), Name(2)));
        Assert.Equal(Name(2), names.Find(Flow(7)));
        Assert.Null(names.Find(Flow(7) with { Protocol = Protocol.Udp }));
    }

    [Fact]
    public void Flow_that_is_over_is_known_until_its_source_is_used_again_or_many_are_over()
    {
        var names = new ClientNames();
        names.Set(Flow(1), Name(1));
        names.Set(Flow(2), Name(2));
        names.Remove(Flow(1));
        names.Remove(Flow(2));
        names.Remove(Flow(2));
        Assert.Equal(Name(1), names.Find(Flow(1)));
        names.Set(Flow(1), Name(3));
        for (var i = 3; i < 3 + ClientNames.MostEnded; i++)
        {
            names.Set(Flow(i), Name(4));
            names.Remove(Flow(i));
        }
        Assert.Equal(Name(3), names.Find(Flow(1)));
        Assert.Null(names.Find(Flow(2)));
        Assert.Equal(Name(4), names.Find(Flow(3)));
    }

    [Fact]
    public void Full_table_takes_no_more_until_a_flow_is_over()
    {
        var names = new ClientNames();
        for (var i = 0; i < ClientNames.Most; i++)
        {
            Assert.True(names.Set(Flow(i), Name(1)));
        }
        Assert.False(names.Set(Flow(ClientNames.Most), Name(1)));
        Assert.True(names.Set(Flow(0), Name(2)));
        names.Remove(Flow(5));
        Assert.True(names.Set(Flow(ClientNames.Most), Name(1)));
        Assert.False(names.Set(Flow(5), Name(1)));
    }

    private static FlowKey Flow(int number) => new(Protocol.Tcp, Address.V4(0x7F000000 + (uint)(number >> 16)), (ushort)number);

    private static FlowName Name(ushort port) => new(Address.LoopbackV4, port, Address.LoopbackV6, 80);
}
