using System.Net;
using System.Text;
using Fairlead.Forward.Loop;
using Fairlead.Mirror.Agent.Context;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Tests.Context;

/// <summary>Questions for names, with name servers on loopback.</summary>
public sealed class NameQuestionTests : IDisposable
{
    private readonly EventLoop _loop = new("names");
    private readonly ZoneServer _server = new();

    public NameQuestionTests() => _loop.Start();

    [Fact]
    public async Task Hosts_come_before_servers()
    {
        _server.Add("db.example", "10.0.0.9");
        Assert.Equal(["10.0.0.1"], Addresses(await Ask("DB.example", hosts: "10.0.0.1 db.example")));
        Assert.Empty(Addresses(await Ask("db.example", DnsQuestion.AAAA, hosts: "10.0.0.1 db.example")));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_name_that_is_there_is_not_searched()
    {
        _server.Add("db", "10.0.0.1");
        _server.Add("db.example", "10.0.0.2");
        Assert.Equal(["10.0.0.1"], Addresses(await Ask("db")));
    }

    [Fact]
    public async Task A_name_with_few_dots_is_searched_and_answered_under_its_own_name()
    {
        _server.Add("db.prod.example", "10.0.0.2");
        var answer = await Ask("db.prod", dots: 5);
        Assert.Equal(["10.0.0.2"], Addresses(answer));
        Assert.Equal(["db.prod", "db.prod.nowhere", "db.prod.example"], _server.Asked);
        Assert.Equal(ResponseCode.NXDomain, DnsMessage.Code(await Ask("db.prod", dots: 1)));
    }

    [Fact]
    public async Task A_name_that_has_other_addresses_is_there()
    {
        _server.Add("db.example", "10.0.0.2");
        var answer = await Ask("db", DnsQuestion.AAAA);
        Assert.Equal(ResponseCode.NoError, DnsMessage.Code(answer));
        Assert.Empty(Addresses(answer));
    }

    [Fact]
    public async Task What_is_found_nowhere_is_not_there() =>
        Assert.Equal(ResponseCode.NXDomain, DnsMessage.Code(await Ask("db")));

    [Fact]
    public async Task A_long_answer_comes_by_tcp()
    {
        for (var i = 1; i <= 200; i++)
        {
            _server.Add("big.example", $"10.0.0.{i}");
        }
        Assert.Equal(200, Addresses(await Ask("big.example")).Length);
    }

    [Fact]
    public async Task The_next_server_is_asked_where_one_is_dead_or_cannot()
    {
        _server.Add("db.example", "10.0.0.1");
        using var broken = new ZoneServer { Fails = true };
        var nobody = new ZoneServer();
        nobody.Dispose();
        Assert.Equal(["10.0.0.1"], Addresses(await Ask("db.example", servers: [nobody.Name, broken.Name, _server.Name])));
        Assert.Equal(["db.example"], broken.Asked);
    }

    [Fact]
    public async Task A_question_that_is_lost_is_asked_again()
    {
        _server.Add("db.example", "10.0.0.1");
        _server.Loses = 1;
        Assert.Equal(["10.0.0.1"], Addresses(await Ask("db.example")));
    }

    [Fact]
    public async Task Nobody_who_answers_is_a_failure()
    {
        var nobody = new ZoneServer();
        nobody.Dispose();
        Assert.Equal(ResponseCode.ServFail, DnsMessage.Code(await Ask("db.example", servers: [nobody.Name])));
    }

    [Fact]
    public async Task What_is_no_question_is_refused()
    {
        Assert.Equal(ResponseCode.FormErr, DnsMessage.Code(await Ask(new byte[5])));
        Assert.Equal(ResponseCode.FormErr, DnsMessage.Code(await Ask(new byte[12])));
        var notify = DnsQuestion.Ask("db.example", DnsQuestion.A)!;
        notify[2] |= 4 << 3;
        Assert.Equal(ResponseCode.NotImp, DnsMessage.Code(await Ask(notify)));
    }

    public void Dispose()
    {
        _loop.Stop();
        _loop.Dispose();
        _server.Dispose();
    }

    private Task<byte[]> Ask(
        string name, ushort type = DnsQuestion.A, string hosts = "", int dots = 1, SocketName[]? servers = null)
    {
        var query = DnsQuestion.Ask(name, type)!;
        DnsMessage.SetId(query, 4711);
        return Ask(query, hosts, new ResolverSettings(servers ?? [_server.Name], ["nowhere", "example"], dots, 1, 2));
    }

    private Task<byte[]> Ask(byte[] query) => Ask(query, "", new ResolverSettings([_server.Name], [], 1, 1, 1));

    private async Task<byte[]> Ask(byte[] query, string hosts, ResolverSettings settings)
    {
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var file = HostsFile.Parse(Encoding.UTF8.GetBytes(hosts));
        _loop.Post(() => new NameQuestion(_loop, file, settings, query, answer.SetResult).Begin());
        var message = await answer.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(query.Length < DnsMessage.HeaderSize || DnsMessage.Id(message) == DnsMessage.Id(query));
        return message;
    }

    private static string[] Addresses(byte[] answer)
    {
        Assert.Equal(ResponseCode.NoError, DnsMessage.Code(answer));
        Assert.True(DnsQuestion.TryRead(answer, out var question));
        return [.. DnsMessage.Addresses(answer, question)!.Select(a => new IPAddress(a.Data).ToString())];
    }
}
