namespace Fairlead.Rules.Text;

/// <summary>What follows the name of an option.</summary>
internal enum OptionArgument
{
    None,
    Number,
    Interface,
    Algorithm,
}

/// <summary>How an option is written. The one table of options: parser, printer and messages use it.</summary>
internal sealed class OptionSyntax(string name, OptionArgument argument, uint minimum = 0, uint maximum = 0)
{
    private static readonly OptionSyntax[] All =
    [
        new("dev", OptionArgument.Interface),
        new("mark", OptionArgument.Number, 0, uint.MaxValue),
        new("priority", OptionArgument.Number, 0, int.MaxValue),
        new("tos", OptionArgument.Number, 0, byte.MaxValue),
        new("reuseaddr", OptionArgument.None),
        new("reuseport", OptionArgument.None),
        new("freebind", OptionArgument.None),
        new("transparent", OptionArgument.None),
        new("rcvbuf", OptionArgument.Number, 1, int.MaxValue),
        new("sndbuf", OptionArgument.Number, 1, int.MaxValue),
        new("nodelay", OptionArgument.None),
        new("congestion", OptionArgument.Algorithm),
        new("hide", OptionArgument.None),
    ];

    public string Name => name;

    public OptionArgument Argument => argument;

    public uint Minimum => minimum;

    public uint Maximum => maximum;

    /// <summary>The names, in the order of <see cref="OptionKind"/>.</summary>
    public static string[] Names { get; } = Array.ConvertAll(All, o => o.Name);

    public static OptionSyntax Of(OptionKind kind) => All[(int)kind];

    public static OptionKind? Find(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (word.SequenceEqual(All[i].Name))
            {
                return (OptionKind)i;
            }
        }
        return null;
    }
}
