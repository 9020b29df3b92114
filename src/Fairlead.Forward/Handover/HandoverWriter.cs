using System.Globalization;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Forward.Handover;

/// <summary>Writes the state of a forwarder as lines, each with the descriptors that it speaks of, gathered into messages.</summary>
/// <remarks>
/// <code>
/// 0 fairlead-forward VERSION
/// 1 listen ID udp|tcp ADDRESS PORT
/// 1 session ID ...                        a client of that socket; see Udp.SessionRecord
/// N connection ID ...                     see Tcp
/// 0 end LINES
/// </code>
/// The number in front says how many of the message's descriptors belong to the line. Without the last line nothing counts.
/// </remarks>
/// <param name="send">Sends a message: text, and descriptors.</param>
internal sealed class HandoverWriter(Action<byte[], int[]> send)
{
    /// <summary>What the first line says; another version is refused.</summary>
    public const string Version = "fairlead-forward 1";

    // A line is at most a few hundred bytes, so that these fit into a message.
    private const int MostLines = 100;

    private readonly StringBuilder _text = new();
    private readonly List<int> _descriptors = [];
    private int _gathered;

    /// <summary>How many lines there are so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Add(FormattableString line, params ReadOnlySpan<int> descriptors)
    {
        if (_gathered == MostLines || _descriptors.Count + descriptors.Length > DescriptorMessage.MostDescriptors)
        {
            Flush();
        }
        _text.Append(CultureInfo.InvariantCulture, $"{descriptors.Length} ");
        _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        _descriptors.AddRange(descriptors);
        _gathered++;
        Lines++;
    }

    /// <summary>Adds the last line, and sends what is left.</summary>
    public void End()
    {
        Add($"end {Lines}");
        Flush();
    }

    private void Flush()
    {
        send(Encoding.ASCII.GetBytes(_text.ToString()), [.. _descriptors]);
        _text.Clear();
        _descriptors.Clear();
        _gathered = 0;
    }
}
