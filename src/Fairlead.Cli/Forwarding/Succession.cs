using Fairlead.Engines.Hosting;
using Fairlead.Engines.Logging;
using Fairlead.Forward;
using Fairlead.Forward.Handover;
using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli.Forwarding;

/// <summary>What a forwarder gets from the one before it, and leaves to the one after it.</summary>
/// <remarks>
/// <para>By the service manager: at the end everything is stored there (FDSTORE), and a restarted service finds it among its
/// passed sockets. What a service that is stopped has stored, the service manager closes.</para>
/// <para>By a path (<c>--handover</c>): the next one connects to the one that runs; see <see cref="Successor"/>.</para>
/// </remarks>
/// <param name="manager">The service manager; null: there is none.</param>
/// <param name="path">Where forwarders meet; null: nowhere.</param>
internal sealed class Succession(ServiceManager? manager, string? path) : IDisposable
{
    private ActivatedSocket[] _stored = Array.FindAll(Activation.Sockets, IsStored);
    private int? _predecessor;
    private Successor? _successor;

    /// <summary>Whether a socket of the service manager holds what a predecessor left, and is no place to listen at.</summary>
    public static bool IsStored(ActivatedSocket socket) => socket.Name == StoredState.Name;

    /// <summary>What a predecessor left; null: there was none, or it cannot be read, which is said.</summary>
    /// <remarks>One that waits stands still from here on, until <see cref="Confirm"/>, or until this process ends.</remarks>
    /// <exception cref="HandoverException">One that waits says something else than this version understands.</exception>
    public Inheritance? Read(Log log)
    {
        _predecessor = path is null ? null : Successor.ConnectTo(path);
        if (_predecessor is { } socket)
        {
            return Inheritance.Read(socket);
        }
        try
        {
            return _stored.Length > 0 ? StoredState.Read(Array.ConvertAll(_stored, s => s.Descriptor)) : null;
        }
        catch (HandoverException e)
        {
            log.Warning($"{e.Message}: its sessions are lost");
            ForgetStored();
            return null;
        }
    }

    /// <summary>All is carried out: the predecessor may end, and what was stored is taken out of the store.</summary>
    public void Confirm()
    {
        if (_predecessor is { } socket)
        {
            Successor.Confirm(socket);
        }
        ForgetStored();
    }

    /// <summary>Waits for the next one, from now on.</summary>
    /// <param name="control">The thread that hands over.</param>
    /// <param name="handOver">Hands over when one has come.</param>
    public void Await(ControlLoop control, Action<Successor> handOver)
    {
        if (path is null)
        {
            return;
        }
        _successor = Successor.AwaitAt(path);
        new Thread(() => Watch(_successor, control, handOver)) { Name = "handover", IsBackground = true }.Start();
    }

    /// <summary>Leaves everything with the service manager. The loops stand.</summary>
    public void Store(Forwarder forwarder, Log log)
    {
        if (manager is null)
        {
            return;
        }
        try
        {
            Array.ForEach(StoredState.Write(forwarder), reader => manager.Store(StoredState.Name, reader));
            manager.Wait();
            forwarder.Release();
        }
        catch (LinuxException e)
        {
            log.Warning($"sessions are not kept over a restart: {e.Message}");
        }
    }

    public void Dispose() => _successor?.Dispose();

    // What is stored holds its ports until the service manager has let go of it, too.
    private void ForgetStored()
    {
        if (_stored.Length > 0)
        {
            manager?.Forget(StoredState.Name);
            manager?.Wait();
            Array.ForEach(_stored, stored => _ = Libc.close(stored.Descriptor));
            _stored = [];
        }
    }

    private static unsafe void Watch(Successor successor, ControlLoop control, Action<Successor> handOver)
    {
        using var done = new AutoResetEvent(false);
        while (true)
        {
            pollfd wait = new() { fd = successor.Descriptor, events = pollfd.POLLIN };
            if (Libc.poll(&wait, 1, -1) is not { Ok: true } || (wait.revents & pollfd.POLLIN) == 0)
            {
                return;
            }
            control.Post(() =>
            {
                handOver(successor);
                done.Set();
            });
            done.WaitOne();
        }
    }
}
