using Fairlead.Engines.Seccomp;
using Fairlead.Rules;

namespace Fairlead.Engines.Trace;

/// <summary>What the calls of all tracees come to: lines, counts and rules.</summary>
internal sealed class TraceReport(TraceOutput output)
{
    private readonly TraceeDescriptors _descriptors = new();
    private readonly RepeatedSends _sends = new();
    private readonly RuleSuggestion _suggestion = new();

    // Sockets with a local address of the program's choice: what they send are answers, and leave from there.
    private readonly HashSet<ulong> _bound = [];

    // TCP sockets bound to any port: most are made to try what the host can, and closed.
    private readonly Dictionary<ulong, SocketName> _idle = [];

    /// <summary>A tracee is about to make a call.</summary>
    public void Begin(TraceeState tracee, TracedCall call)
    {
        tracee.Call = call;
        tracee.Program = TraceeStatus.CommandName(tracee.Tid) ?? "?";
        tracee.Socket = call is TracedCall.OnSocket on ? Ask(tracee, on.Fd, fd => SocketKind.Of(fd)) : null;
    }

    /// <summary>The call that a tracee was in, if any, has ended.</summary>
    public void End(TraceeState tracee, CallResult result)
    {
        (var call, tracee.Call) = (tracee.Call, null);
        if (call is TracedCall.Send send)
        {
            EndSend(tracee, send, tracee.Socket, result);
        }
        else if (call is not null && !(call is TracedCall.Accept && result.IsRepeated))
        {
            EndOther(tracee, call, tracee.Socket, result);
        }
    }

    /// <summary>All tracees have ended.</summary>
    /// <param name="command">The program and its arguments, as they were given.</param>
    public void Finish(IEnumerable<string> command)
    {
        foreach (var count in _sends.Counts)
        {
            output.Call(count);
        }
        if (_sends.Others > 0)
        {
            output.Note($"{_sends.Others} datagrams to further addresses are not shown");
        }
        if (_suggestion.Rules.Count == 0)
        {
            output.Note("no call was seen that a rule would steer");
        }
        output.Suggest(_suggestion.Rules, _suggestion.CommandFor(command));
    }

    private void EndSend(TraceeState tracee, TracedCall.Send send, SocketKind? socket, CallResult result)
    {
        foreach (var to in send.Reached(result))
        {
            var line = CallText.Of(tracee.Pid, tracee.Program, send, socket, result, to);
            if (_sends.IsFirst(socket?.Cookie ?? 0, to, result.Errno, line))
            {
                output.Call(line);
            }
            if (to.IsInternet && socket is { Protocol: { } protocol } && !_bound.Contains(socket.Value.Cookie))
            {
                _suggestion.Add(Verb.Connect, protocol, to);
            }
        }
    }

    private void EndOther(TraceeState tracee, TracedCall call, SocketKind? socket, CallResult result)
    {
        var other = call switch
        {
            TracedCall.Bind { Name.IsInternet: true } bind when result.Ok => Ask(tracee, bind.Fd, SocketName.OfLocal),
            TracedCall.Listen listen => Ask(tracee, listen.Fd, SocketName.OfLocal),
            TracedCall.Accept when result.Ok => Ask(tracee, (int)result.Value, SocketName.OfPeer),
            _ => null,
        };
        output.Call(CallText.Of(tracee.Pid, tracee.Program, call, socket, result, other));
        Learn(call, socket, result, other);
    }

    private void Learn(TracedCall call, SocketKind? socket, CallResult result, SocketName? other)
    {
        if (socket is not { Protocol: { } protocol, Cookie: var cookie })
        {
            return;
        }
        switch (call)
        {
            case TracedCall.Bind { Name: { IsInternet: true, Port: 0 } } bind
                when result.Ok && protocol == Protocol.Tcp:
                _idle[cookie] = bind.Name;
                break;
            case TracedCall.Bind { Name.IsInternet: true } bind:
                _suggestion.Add(Verb.Bind, protocol, bind.Name);
                break;
            // listen(2) binds a socket that has no address to the wildcard, and a port that the kernel chooses.
            case TracedCall.Listen when !_bound.Contains(cookie):
                _suggestion.Add(Verb.Bind, protocol, new SocketName(socket.Value.Domain, Address.AnyV4));
                break;
            case TracedCall.Connect { Name.IsInternet: true } connect:
                _suggestion.Add(Verb.Connect, protocol, connect.Name);
                break;
        }
        if (call is TracedCall.Listen or TracedCall.Connect && _idle.Remove(cookie, out var used))
        {
            _suggestion.Add(Verb.Bind, protocol, used);
        }
        if (result.Ok && call is TracedCall.Bind or TracedCall.Listen && other is { } name)
        {
            _bound.Add(cookie);
            _suggestion.AddOwn(protocol, name.Port);
        }
    }

    /// <summary>Asks something about a tracee's socket, on a copy of the descriptor that is held that long.</summary>
    private T? Ask<T>(TraceeState tracee, int fd, Func<int, T?> question)
        where T : struct
    {
        var copy = _descriptors.Fetch(tracee.Tid, fd, out _);
        if (!copy.Ok)
        {
            return null;
        }
        var answer = question(copy.Int);
        _ = Linux.Libc.close(copy.Int);
        return answer;
    }
}
