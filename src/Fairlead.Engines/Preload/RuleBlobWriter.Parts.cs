using System.Text;
using Fairlead.Layer.Plan;
using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Preload;

/// <content>What the header and the rules point to.</content>
internal sealed unsafe partial class RuleBlobWriter
{
    private BlobPart Networks(Network[] networks)
    {
        var part = Part(networks.Length, sizeof(BlobNetwork));
        var to = (BlobNetwork*)(_blob + part.Offset);
        foreach (var network in networks)
        {
            to->High = network.Address.High;
            to->Low = network.Address.Low;
            to->IsV4 = network.Address.IsV4;
            to->PrefixLength = (byte)network.PrefixLength;
            to++;
        }
        return part;
    }

    private BlobPart Ports(PortRange[] ports)
    {
        var part = Part(ports.Length, sizeof(BlobPorts));
        var to = (BlobPorts*)(_blob + part.Offset);
        foreach (var range in ports)
        {
            to->First = range.First;
            to->Last = range.Last;
            to++;
        }
        return part;
    }

    // `hide` is no option of the socket: it has a place of its own.
    private BlobPart Options(SocketOption[] options)
    {
        var part = Part(options.Length, sizeof(BlobOption));
        part.Count = 0;
        var to = (BlobOption*)(_blob + part.Offset);
        foreach (var option in options)
        {
            if (option.Kind != OptionKind.Hide)
            {
                to->Kind = option.Kind;
                to->Number = option.Number;
                to->Text = Text(option.Text);
                to++;
                part.Count++;
            }
        }
        return part;
    }

    private static void Write(Destination? destination, BlobDestination* to)
    {
        if (destination is null)
        {
            return;
        }
        to->IsPresent = true;
        to->Port = destination.Port.Number;
        to->PortChange = (byte)destination.Port.Kind;
        if (destination.Address is { } address)
        {
            to->HasAddress = true;
            to->High = address.High;
            to->Low = address.Low;
            to->IsV4 = address.IsV4;
        }
    }

    private BlobPart Text(string? text)
    {
        if (text is null)
        {
            return default;
        }
        var count = Encoding.UTF8.GetByteCount(text);
        var part = Part(count + 1, sizeof(byte));
        part.Count = count;
        Encoding.UTF8.GetBytes(text, new Span<byte>(_blob + part.Offset, count));
        return part;
    }

    private BlobPart Part(int count, int size)
    {
        var part = new BlobPart { Offset = _end, Count = count };
        _end += BlobSize.Aligned(count * size);
        return part;
    }
}
