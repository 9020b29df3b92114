using Fairlead.Engines.Seccomp;
using Fairlead.Rules;

namespace Fairlead.Engines.Tests.Seccomp;

public class HiddenNamesTests
{
    private const int Most = 65536;

    [Fact]
    public void Socket_shows_the_last_name_that_it_was_given()
    {
        var names = new HiddenNames<ulong>();
        Assert.Null(names.Find(7));
        names.Set(7, Name(1));
        names.Set(7, Name(2));
        Assert.Equal(Name(2), names.Find(7));
        names.Remove(7);
        Assert.Null(names.Find(7));
    }

    [Fact]
    public void Oldest_names_go_when_the_table_is_full()
    {
        var names = new HiddenNames<ulong>();
        for (var i = 0ul; i < Most + 10; i++)
        {
            names.Set(i, Name((ushort)i));
        }
        Assert.Equal(Most, names.All.Count());
        Assert.Null(names.Find(9));
        Assert.Equal(Name(10), names.Find(10));
        Assert.NotNull(names.Find(Most + 9));
    }

    [Fact]
    public void Last_name_is_kept_when_names_of_one_socket_come_and_go()
    {
        var names = new HiddenNames<ulong>();
        for (var i = 0; i < 2 * Most; i++)
        {
            names.Remove(7);
            names.Set(7, Name((ushort)i));
            Assert.Equal(Name((ushort)i), names.Find(7));
        }
        names.Remove(7);
        names.Remove(8);
        Assert.Empty(names.All);
    }

    private static HiddenName Name(ushort port) => new(Address.LoopbackV4, port);
}
