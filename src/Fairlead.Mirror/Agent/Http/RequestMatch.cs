using System.Text;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>Compares one request with a filter, part by part as it is read.</summary>
internal sealed class RequestMatch(RequestFilter filter)
{
    private readonly bool[] _found = new bool[filter.Headers.Length];
    private bool _hasPath = filter.Paths.IsEmpty;

    /// <summary>What the request's head says, once all of it was told.</summary>
    public Judgement Judgement => _hasPath && !_found.AsSpan().Contains(false) ? Judgement.Matches : Judgement.Differs;

    /// <summary>The request asks for this path; what follows a <c>?</c> does not count.</summary>
    public void Path(ReadOnlySpan<byte> target)
    {
        var query = target.IndexOf((byte)'?');
        var path = query < 0 ? target : target[..query];
        _hasPath = true;
        foreach (var glob in filter.Paths)
        {
            _hasPath &= Glob.IsMatch(glob, path);
        }
    }

    /// <summary>The request has this header.</summary>
    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < _found.Length; i++)
        {
            var wanted = filter.Headers[i];
            _found[i] |= Ascii.EqualsIgnoreCase(wanted.Name, name) && Glob.IsMatch(wanted.Value, value);
        }
    }
}
