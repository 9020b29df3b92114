using Fairlead.Engines.Trace;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Tests.Trace;

public sealed class CallTextTests
{
    private static readonly SocketKind s_tcp = new(AF_INET, SOCK_STREAM, IPPROTO_TCP, 1);
    private static readonly SocketKind s_udp = new(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, 2);

    [Fact]
    public void Socket_tells_family_and_type() =>
        Assert.Equal("[7 game] socket inet6 stream = 7", Text(new TracedCall.Create(AF_INET6, SOCK_STREAM), null, 7));

    [Fact]
    public void Bind_tells_the_port_that_the_kernel_chose()
    {
        Assert.Equal(
            "[7 game] bind udp 0.0.0.0:26900 = 0",
            Text(new TracedCall.Bind(3, V4(0, 26900)), s_udp, 0, V4(0, 26900)));
        Assert.Equal(
            "[7 game] bind tcp 0.0.0.0:0 = 0 (0.0.0.0:4711)",
            Text(new TracedCall.Bind(3, V4(0, 0)), s_tcp, 0, V4(0, 4711)));
    }

    [Fact]
    public void Errors_have_the_names_of_errno() => Assert.Equal(
        "[7 game] connect tcp 127.0.0.1:80 = EINPROGRESS",
        Text(new TracedCall.Connect(3, V4(0x7F000001, 80)), s_tcp, -(long)Errno.EINPROGRESS));

    [Fact]
    public void Restart_codes_of_the_kernel_are_no_errno() => Assert.Equal(
        "[7 game] connect tcp 127.0.0.1:80 = interrupted by a signal",
        Text(new TracedCall.Connect(3, V4(0x7F000001, 80)), s_tcp, -512));

    [Fact]
    public void A_killed_call_has_no_result() => Assert.Equal(
        "[7 game] connect tcp 127.0.0.1:80 = ?",
        Text(new TracedCall.Connect(3, V4(0x7F000001, 80)), s_tcp, CallResult.None.Value));

    [Fact]
    public void Listen_tells_where() => Assert.Equal(
        "[7 game] listen tcp 0.0.0.0:80 (backlog 5) = 0", Text(new TracedCall.Listen(3, 5), s_tcp, 0, V4(0, 80)));

    [Fact]
    public void Accept_tells_who() => Assert.Equal(
        "[7 game] accept tcp = 9 from 127.0.0.1:55555",
        Text(new TracedCall.Accept(3), s_tcp, 9, V4(0x7F000001, 55555)));

    [Fact]
    public void Send_tells_destination_and_size() => Assert.Equal(
        "[7 game] sendto udp 1.2.3.4:53 (40 bytes) = 40",
        Text(new TracedCall.Send(3, "sendto", [V4(0x01020304, 53)], 40), s_udp, 40, V4(0x01020304, 53)));

    [Fact]
    public void Io_uring_is_shown_with_its_limit() => Assert.Equal(
        "[7 game] io_uring_setup = 4 (what is asked inside io_uring is not seen)",
        Text(new TracedCall.IoUringSetup(), null, 4));

    [Fact]
    public void Json_leaves_out_what_there_is_not() => Assert.Equal(
        """{"event":"listen","pid":7,"program":"game","socket":"tcp","address":"0.0.0.0:80","result":"0"}""",
        (CallText.Of(7, "game", new TracedCall.Listen(3, 5), s_tcp, new CallResult(0), V4(0, 80)) with
        {
            Detail = null,
        }).ToJson());

    private static string Text(TracedCall call, SocketKind? socket, long result, SocketName? other = null) =>
        CallText.Of(7, "game", call, socket, new CallResult(result), other).ToString();

    private static SocketName V4(uint address, ushort port) => new(AF_INET, Address.V4(address), port);
}
