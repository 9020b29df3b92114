namespace Fairlead.Conformance;

/// <summary>The comments at the head of a shell file: a title, then <c># KEY: VALUE</c> lines.</summary>
internal sealed class Header
{
    private readonly List<(string Key, string Value)> _fields = [];

    /// <summary>The first comment line that is no field.</summary>
    public string Title { get; private set; } = "";

    public static Header Read(string[] lines)
    {
        var header = new Header();
        foreach (var line in lines.TakeWhile(l => l.StartsWith('#')))
            header.Add(line[1..].Trim());
        return header;
    }

    public IEnumerable<string> All(string key) => _fields.Where(f => f.Key == key).Select(f => f.Value);

    public string? One(string key) => All(key).SingleOrDefault();

    public string[] Words(string key) =>
        [.. All(key).SelectMany(v => v.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private void Add(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && text.AsSpan(0, colon).IndexOfAnyExceptInRange('a', 'z') < 0)
            _fields.Add((text[..colon], text[(colon + 1)..].Trim()));
        else if (Title.Length == 0)
            Title = text;
    }
}
