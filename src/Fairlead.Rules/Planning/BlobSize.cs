using System.Text;
using Fairlead.Layer.Plan;
using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>How many bytes the preloaded library's form of rules has: <see cref="RuleBlob"/>.</summary>
/// <remarks>The planner asks, as one environment variable must hold them; the writer makes just as many.</remarks>
internal static unsafe class BlobSize
{
    /// <summary>The most that the path of a log may take: PATH_MAX, with its final zero.</summary>
    public const int MostPath = 4096;

    /// <summary>Each part begins at a multiple of this.</summary>
    private const int Alignment = sizeof(ulong);

    /// <summary>The bytes of the header and of the rules, without what they point to.</summary>
    public static int OfTable(int rules) => Aligned(sizeof(BlobHeader)) + (rules * sizeof(BlobRule));

    /// <summary>The bytes of what a rule points to.</summary>
    public static int OfParts(ResolvedRule rule)
    {
        var size = OfText(rule.Rule.Program) + OfText(PathOf(rule))
            + Aligned(rule.Addresses.Networks.Length * sizeof(BlobNetwork))
            + Aligned(rule.Rule.Match.Ports.Count * sizeof(BlobPorts))
            + Aligned(rule.Options.Length * sizeof(BlobOption));
        foreach (var option in rule.Options)
        {
            size += OfText(option.Text);
        }
        return size;
    }

    /// <summary>The bytes of a text: there is a zero behind it, as C wants it.</summary>
    public static int OfText(string? text) => text is null ? 0 : Aligned(Encoding.UTF8.GetByteCount(text) + 1);

    /// <summary>Where a unix socket stands, or what the name of a passed one is; null: the rule has none.</summary>
    public static string? PathOf(ResolvedRule rule) => rule.Unix?.Path ?? rule.Activated?.Name;

    /// <summary>The number of bytes from one part to the next.</summary>
    public static int Aligned(int size) => (size + Alignment - 1) & -Alignment;
}
