using System.Globalization;

namespace Fairlead.Rules.Text;

/// <content>ports = range { "," range }, range = PORT ["-" PORT], and numbers in general.</content>
internal sealed partial class Parser
{
    // In a match, 0 is a program that asks for any port; nobody forwards from or to it.
    private uint LeastPort => IsRule ? 0u : 1u;

    private bool ReadPorts(Part? ports, out ValueList<PortRange> ranges)
    {
        ranges = [];
        if (ports is not { } rest)
        {
            return true;
        }
        var read = new PortRange[rest.Span.Count(',') + 1];
        for (var i = 0; i < read.Length; i++)
        {
            if (!ReadRange(Item(ref rest), out read[i]))
            {
                return false;
            }
        }
        ranges = ValueList.Create<PortRange>(read);
        return true;
    }

    /// <summary>Takes what stands before the next comma.</summary>
    private static Part Item(ref Part rest)
    {
        var comma = rest.Span.IndexOf(',');
        var item = comma < 0 ? rest : rest.Before(comma);
        rest = comma < 0 ? rest : rest.From(comma + 1);
        return item;
    }

    private bool ReadRange(Part part, out PortRange range)
    {
        var dash = part.Span.IndexOf('-');
        range = new PortRange(0, 0);
        if (dash <= 0)
        {
            var isRead = ReadPort(part, out var port);
            range = new PortRange(port, port);
            return isRead;
        }
        if (!ReadPort(part.Before(dash), out var first) || !ReadPort(part.From(dash + 1), out var last))
        {
            return false;
        }
        range = new PortRange(first, last);
        return first <= last || Fail(part, "the lower port of a range first", $"{last}-{first}");
    }

    private bool ReadPort(Part part, out ushort port)
    {
        port = 0;
        if (part.IsEmpty)
        {
            return Fail(part, $"a port from {LeastPort} to 65535; a list of ports has no blanks");
        }
        if (ForeignWords.Port(part.Span) is { } known)
        {
            return Fail(part, "a port as a number", known);
        }
        if (part.Span.SequenceEqual("*"))
        {
            return Fail(part, IsRule
                ? "a port as a number; every port goes without `:`" : "a port as a number, a range or a list of them");
        }
        var isRead = ReadNumber(part, LeastPort, ushort.MaxValue, "a port", out var number);
        port = (ushort)number;
        return isRead;
    }

    private bool ReadNumber(Part part, uint minimum, uint maximum, string what, out uint number)
    {
        var text = part.Span;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            || number < minimum || number > maximum)
        {
            var bare = text.TrimEnd(';');
            var suggestion = bare.Length < text.Length ? bare.ToString() : null;
            return Fail(part, $"{what} from {minimum} to {maximum}", suggestion);
        }
        return text.Length == 1 || text[0] != '0' || Fail(part, "a number that does not begin with 0", $"{number}");
    }
}
