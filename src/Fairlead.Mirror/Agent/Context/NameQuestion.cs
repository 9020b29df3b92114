using Fairlead.Forward.Loop;
using Fairlead.Mirror.Names;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>A question for a name, answered as a program of the target would have it answered.</summary>
/// <remarks>
/// <para>Order of events: hosts; the name servers, for the name as it is; where that has no answer, and the name has few
/// dots, for each of its longer forms that resolv.conf's search list makes. Who asked has asked for the name as it is,
/// so the answer bears that name.</para>
/// <para>Limits. Only addresses are searched. The order of nsswitch.conf is taken for granted.</para>
/// </remarks>
internal sealed class NameQuestion(EventLoop loop, HostsFile hosts, ResolverSettings settings, byte[] message, Action<byte[]> reply)
{
    private DnsQuestion _question;
    private byte[]? _plain;
    private int _searched;

    /// <summary>Begins; the reply may come at once.</summary>
    public void Begin()
    {
        if (message.Length < DnsMessage.HeaderSize)
        {
            reply(DnsMessage.Reply(new byte[DnsMessage.HeaderSize], ResponseCode.FormErr, []));
        }
        else if (!DnsMessage.IsQuery(message))
        {
            reply(DnsMessage.Reply(message, ResponseCode.NotImp, []));
        }
        else if (!DnsQuestion.TryRead(message, out _question))
        {
            reply(DnsMessage.Reply(message, ResponseCode.FormErr, []));
        }
        else if (FromHosts() is { } answer)
        {
            reply(answer);
        }
        else
        {
            new NameInquiry(loop, settings, message, Plain).Begin();
        }
    }

    // Names of hosts have no time to live: it may change at any moment.
    private byte[]? FromHosts()
    {
        if (_question.Name is not { } name || _question.Class != DnsQuestion.IN)
        {
            return null;
        }
        if (_question.Type == DnsQuestion.PTR)
        {
            return ReverseName.TryParse(name, out var address) && hosts.NameOf(address) is { } host
                && DnsQuestion.Ask(host, DnsQuestion.A) is { } encoded
                ? DnsMessage.Reply(message, ResponseCode.NoError, [(encoded[DnsMessage.HeaderSize..^4], 0)])
                : null;
        }
        if (!_question.IsAddress || hosts.AddressesOf(name) is not { } addresses)
        {
            return null;
        }
        var records = new List<(byte[], uint)>();
        foreach (var found in addresses)
        {
            if (found.IsV4 == (_question.Type == DnsQuestion.A))
            {
                records.Add((ReverseName.Bytes(found), 0));
            }
        }
        return DnsMessage.Reply(message, ResponseCode.NoError, records);
    }

    private void Plain(byte[]? answer)
    {
        _plain = answer;
        var isFinal = answer is not null && DnsMessage.Code(answer) == ResponseCode.NoError;
        if (isFinal || !_question.IsAddress || _question.Name is not { Length: > 0 } name || Dots(name) >= settings.Dots)
        {
            Give(answer);
        }
        else
        {
            Search();
        }
    }

    private void Search()
    {
        while (_searched < settings.Search.Length)
        {
            if (DnsQuestion.Ask($"{_question.Name}.{settings.Search[_searched++]}", _question.Type) is { } query)
            {
                new NameInquiry(loop, settings, query, answer => Searched(query, answer)).Begin();
                return;
            }
        }
        Give(_plain);
    }

    // A name that is there, but has no such address, ends the search too: its other addresses are to be found.
    private void Searched(byte[] query, byte[]? answer)
    {
        if (answer is not null && DnsMessage.Code(answer) == ResponseCode.NoError
            && DnsQuestion.TryRead(query, out var longer) && DnsMessage.Addresses(answer, longer) is { } addresses)
        {
            reply(DnsMessage.Reply(message, ResponseCode.NoError, addresses));
        }
        else
        {
            Search();
        }
    }

    private void Give(byte[]? answer)
    {
        if (answer is null)
        {
            reply(DnsMessage.Reply(message, ResponseCode.ServFail, []));
            return;
        }
        DnsMessage.SetId(answer, DnsMessage.Id(message));
        reply(answer);
    }

    private static int Dots(string name) => name.AsSpan().Count('.');
}
