using System.Net;
using System.Net.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Resolution;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>Several sockets of one place, as a service manager passes them with ReusePort=.</summary>
internal sealed class SharedPlace : IDisposable
{
    private readonly Socket[] _sockets;

    public SharedPlace(IPEndPoint place, int count)
    {
        _sockets = [.. Enumerable.Range(0, count).Select(_ => Bind(place))];
        Points = Array.ConvertAll(_sockets, socket => new ListenPoint(
            Address.From(place.Address), (ushort)place.Port, new ActivatedSocket("game", (int)socket.Handle, false)));
    }

    public ListenPoint[] Points { get; }

    public void Dispose() => Array.ForEach(_sockets, socket => socket.Dispose());

    private static Socket Bind(IPEndPoint place)
    {
        var socket = new Socket(place.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        Assert.Equal(Errno.None, Libc.setsockopt((int)socket.Handle, SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, 1));
        socket.Bind(place);
        return socket;
    }
}
