using System.Net;
using System.Net.Sockets;

namespace Fairlead.Udp;

/// <summary>
/// One UDP socket for each address of this host, kept up to date as addresses come and go: what arrives at a socket of
/// one address is answered from it, by the framework's own calls.
/// </summary>
/// <remarks>
/// <para>Use. Keep an <see cref="AcceptAsync"/> waiting: it gives the socket of each address, first those that are there,
/// then those that come. When an address goes, its socket is disposed: a call that waits on it ends with
/// <see cref="SocketException"/> (OperationAborted), a later one with <see cref="ObjectDisposedException"/>.</para>
/// <para>Limits. The addresses are those that `ip address` shows in this network namespace. Addresses that are local by a
/// route alone, most of 127.0.0.0/8, have no socket, nor have broadcasts and multicast groups. An IPv6 address has its
/// socket once the kernel knows that nobody else uses it.</para>
/// <para>Source: rtnetlink(7).</para>
/// </remarks>
public sealed class PerAddressUdpSockets : IDisposable
{
    private readonly Dictionary<UdpEndpoint, Socket> _sockets = [];
    private readonly AddressFeed _feed = new(nameof(PerAddressUdpSockets));
    private readonly int _port;
    private readonly Func<IPAddress, bool>? _isWanted;
    private readonly Action<Socket>? _configure;
    private bool _isDisposed;

    /// <summary>Begins to follow the addresses.</summary>
    /// <param name="port">The port that all sockets are bound to.</param>
    /// <param name="isWanted">Which addresses; all, where it is not given.</param>
    /// <param name="configure">Sets options before a socket is bound.</param>
    /// <exception cref="SocketException">There is no netlink socket to be had.</exception>
    public PerAddressUdpSockets(int port, Func<IPAddress, bool>? isWanted = null, Action<Socket>? configure = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)port, (uint)ushort.MaxValue, nameof(port));
        (_port, _isWanted, _configure) = (port, isWanted, configure);
    }

    /// <summary>Waits for the next address, and gives a socket that is bound to it. One call at a time.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The socket; it is disposed when its address goes, and with this.</returns>
    /// <exception cref="SocketException">
    /// A socket could not be bound: the message says to which address. The next call goes on with the next address.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This was or is disposed.</exception>
    public async ValueTask<Socket> AcceptAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            while (_feed.Addresses.Changes.TryDequeue(out var change))
            {
                if (Follow(change.Address, change.IsThere) is { } socket)
                {
                    return socket;
                }
            }
            await _feed.ReadAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes all sockets. An <see cref="AcceptAsync"/> that waits ends with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _feed.Dispose();
        lock (_sockets)
        {
            _isDisposed = true;
            foreach (var socket in _sockets.Values)
            {
                socket.Dispose();
            }
        }
    }

    private Socket? Follow(UdpEndpoint address, bool isThere)
    {
        if (!isThere)
        {
            Close(address);
            return null;
        }
        return _isWanted?.Invoke(address.ToIPAddress()) == false ? null : Open(address);
    }

    private void Close(UdpEndpoint address)
    {
        lock (_sockets)
        {
            if (_sockets.Remove(address, out var gone))
            {
                gone.Dispose();
            }
        }
    }

    private Socket? Open(UdpEndpoint address)
    {
        var local = address.WithPort((ushort)_port).ToIPEndPoint();
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _configure?.Invoke(socket);
            socket.Bind(local);
            Keep(address, socket);
            return socket;
        }
        catch (SocketException gone) when (gone.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // The kernel will tell, or has told.
            socket.Dispose();
            return null;
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw new SocketException((int)failed.SocketErrorCode, $"bind {local}: {failed.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Keep(UdpEndpoint address, Socket socket)
    {
        lock (_sockets)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _sockets[address] = socket;
        }
    }
}
