using Fairlead.Forward.Handover;
using Fairlead.Forward.Tests.Udp;
using Fairlead.Linux;

namespace Fairlead.Forward.Tests.Handover;

public sealed class SuccessorTests : IDisposable
{
    private readonly Peer _server = Peer.Server(Running.Free("127.0.0.1")).Echo();
    private readonly System.Net.IPEndPoint _place = Running.Free("127.0.0.1");
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fairlead-{Guid.NewGuid():N}");
    private readonly Running _old;
    private readonly Peer _client;

    public SuccessorTests()
    {
        _old = new Running(Running.Udp(_place, _server.Address));
        _client = Peer.Client(_place);
        RoundTrip();
    }

    public void Dispose()
    {
        _client.Dispose();
        _old.Dispose();
        _server.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public async Task One_that_takes_all_goes_on_with_the_sessions()
    {
        using var meeting = Successor.AwaitAt(_path);
        _old.Forwarder.Stop();
        var socket = Successor.ConnectTo(_path)!.Value;
        var handing = Task.Run(() => meeting.HandOver(_old.Forwarder), TestContext.Current.CancellationToken);
        using var next = new Running(3, Inheritance.Read(socket), Running.Udp(_place, _server.Address));
        Successor.Confirm(socket);
        Assert.True(await handing);
        _old.Dispose();
        RoundTrip();
        Running.Until(() => (next.Statistics.Sessions, next.Statistics.ToClient) == (1, 1));
        meeting.Remove();
        Assert.Null(Successor.ConnectTo(_path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_it_fails_the_old_one_goes_on(bool hasRead)
    {
        using var meeting = Successor.AwaitAt(_path);
        _old.Forwarder.Stop();
        var socket = Successor.ConnectTo(_path)!.Value;
        var handing = Task.Run(() => meeting.HandOver(_old.Forwarder), TestContext.Current.CancellationToken);
        if (hasRead)
        {
            Inheritance.Read(socket).Close();
        }
        _ = Libc.close(socket);
        Assert.False(await handing);
        _old.Forwarder.Start();
        RoundTrip();
        Assert.Equal(1, _old.Statistics.Begun);
    }

    [Fact]
    public void Nobody_is_there_where_nothing_is_or_nobody_waits_any_more()
    {
        Assert.Null(Successor.ConnectTo(_path));
        using (var meeting = Successor.AwaitAt(_path))
        {
            Assert.False(meeting.HandOver(_old.Forwarder));
        }
        Assert.Null(Successor.ConnectTo(_path));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        File.WriteAllText(_path, "precious");
        Assert.Throws<LinuxException>(() => Successor.AwaitAt(_path));
        Assert.Equal("precious", File.ReadAllText(_path));
    }

    [Fact]
    public void A_path_that_is_too_long_is_named()
    {
        var failure = Assert.Throws<LinuxException>(() => Successor.AwaitAt($"/tmp/{new string('x', 200)}"));
        Assert.Contains("xxx", failure.Message, StringComparison.Ordinal);
    }

    private void RoundTrip()
    {
        _client.Send([1, 2]);
        Assert.Equal([1, 2], _client.Receive());
    }
}
