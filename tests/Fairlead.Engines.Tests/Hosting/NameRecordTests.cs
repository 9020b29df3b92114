using Fairlead.Engines.Hosting;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Hosting;

public class NameRecordTests
{
    [Fact]
    public void Answers_are_the_same_without_the_host_when_they_are_written_down()
    {
        var record = new NameRecord(new Host());
        Assert.Equal([Address.LoopbackV4, Address.LoopbackV6], record.Host("two")!);
        Assert.Equal([], record.Interface("bare")!);
        Assert.Equal([Address.LoopbackV4], record.Interface("lo")!);
        Assert.NotNull(record.Activated("a name with spaces"));

        var copy = new NameRecord(host: null);
        foreach (var line in record.Write())
        {
            copy.Read(line.Split(' '));
        }
        Assert.Equal(record.Host("two"), copy.Host("two"));
        Assert.Equal([], copy.Interface("bare")!);
        Assert.Equal(record.Interface("lo"), copy.Interface("lo"));
        Assert.Equal(record.Activated("a name with spaces"), copy.Activated("a name with spaces"));
        Assert.Equal(record.Write(), copy.Write());
    }

    [Fact]
    public void Host_is_asked_once_for_a_name()
    {
        var host = new Host();
        var record = new NameRecord(host);
        Assert.Same(record.Host("two"), record.Host("two"));
        Assert.Equal(1, host.Asked);
    }

    [Fact]
    public void Nothing_is_known_when_nothing_was_written_down()
    {
        var record = new NameRecord(host: null);
        Assert.Null(record.Host("two"));
        Assert.Null(record.Interface("lo"));
        Assert.Null(record.Activated("web"));
        Assert.Empty(record.Write());
    }

    [Fact]
    public void Name_without_an_answer_is_not_written_down()
    {
        var record = new NameRecord(new Host());
        Assert.Null(record.Host("nowhere"));
        Assert.Empty(record.Write());
    }

    /// <summary>A host of a few names, in memory.</summary>
    private sealed class Host : INames
    {
        public int Asked { get; private set; }

        Address[]? INames.Host(string name)
        {
            Asked++;
            return name == "two" ? [Address.LoopbackV4, Address.LoopbackV6] : null;
        }

        Address[]? INames.Interface(string name) => name == "lo" ? [Address.LoopbackV4] : [];

        bool INames.IsLocal(Address address) => true;

        ActivatedSocket? INames.Activated(string name) => new(name, 3, IsUnix: true);
    }
}
