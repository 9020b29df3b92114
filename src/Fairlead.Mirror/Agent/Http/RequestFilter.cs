using System.Text;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>What a request must have to be wanted: headers and globs of its path, each of them. Pure.</summary>
internal sealed class RequestFilter
{
    private readonly HeaderGlob[] _headers;
    private readonly byte[][] _paths;

    /// <param name="headers">Each <c>name: glob</c>.</param>
    /// <param name="paths">Globs.</param>
    /// <exception cref="ProtocolException">A header has no name.</exception>
    public RequestFilter(string[] headers, string[] paths) =>
        (_headers, _paths) = (Array.ConvertAll(headers, Header), Array.ConvertAll(paths, Encoding.UTF8.GetBytes));

    /// <summary>The headers.</summary>
    public ReadOnlySpan<HeaderGlob> Headers => _headers;

    /// <summary>The globs of the path.</summary>
    public ReadOnlySpan<byte[]> Paths => _paths;

    /// <summary>Judges a connection by what its client has sent so far.</summary>
    public Judgement Judge(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return Judgement.NeedsMore;
        }
        if (TlsHello.TryJudge(head, out var judgement))
        {
            return judgement;
        }
        var match = new RequestMatch(this);
        return Http2Head.IsPossible(head) ? Http2Head.Judge(head, match) : Http1Head.Judge(head, match);
    }

    private static HeaderGlob Header(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0
            ? new HeaderGlob(Encoding.UTF8.GetBytes(text[..colon]), Encoding.UTF8.GetBytes(text[(colon + 2)..]))
            : throw new ProtocolException($"the feeder wants the header `{text}`, which is no `name: value`");
    }
}

/// <summary>A header that a request must have.</summary>
/// <param name="Name">Its name; case does not count.</param>
/// <param name="Value">A glob of its whole value.</param>
internal readonly record struct HeaderGlob(byte[] Name, byte[] Value);
