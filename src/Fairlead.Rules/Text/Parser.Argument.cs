using System.Globalization;
using System.Text;

namespace Fairlead.Rules.Text;

/// <content>argument = NUMBER | IFNAME | ALGORITHM, as the option has it.</content>
internal sealed partial class Parser
{
    private const int MaxInterface = 15;
    private const int MaxAlgorithm = 15;

    private bool ReadArgument(OptionSyntax syntax, out uint number, out string? text)
    {
        (number, text) = (0, null);
        if (syntax.Argument == OptionArgument.None)
        {
            return true;
        }
        if (!Take(Expected(syntax), out var word))
        {
            return false;
        }
        if (syntax.Argument == OptionArgument.Number)
        {
            return ReadOptionNumber(word, syntax, out number);
        }
        text = word.ToString();
        return syntax.Argument == OptionArgument.Interface
            ? CheckInterface(word)
            : CheckAlgorithm(word, Expected(syntax));
    }

    private static string Expected(OptionSyntax syntax) => syntax.Argument switch
    {
        OptionArgument.Number => $"a number from {syntax.Minimum} to {syntax.Maximum}",
        OptionArgument.Interface => "the name of an interface",
        _ => "the name of a congestion control, such as bbr",
    };

    private bool ReadOptionNumber(Part word, OptionSyntax syntax, out uint number)
    {
        number = 0;
        if (!word.Span.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return Bytes(word.Span) is { } bytes
                ? Fail(word, "a number without a unit", bytes)
                : ReadNumber(word, syntax.Minimum, syntax.Maximum, "a number", out number);
        }
        var digits = word.Span[2..];
        var isNumber = uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        return (isNumber && number >= syntax.Minimum && number <= syntax.Maximum)
            || Fail(word, $"a number from {syntax.Minimum} to 0x{syntax.Maximum:x}");
    }

    // The number behind 64k or 4M; null: the word is no such thing.
    private static string? Bytes(ReadOnlySpan<char> word)
    {
        var shift = word.IsEmpty ? 0 : char.ToLowerInvariant(word[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            _ => 0,
        };
        return shift > 0 && ushort.TryParse(word[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"{(ulong)number << shift}"
            : null;
    }

    private bool CheckInterface(Part name)
    {
        var isName = !name.IsEmpty && name.Span is not ("." or "..") && !Characters.HasBlank(name.Span)
            && !name.Span.ContainsAny("/:,");
        return isName
            ? Encoding.UTF8.GetByteCount(name.Span) <= MaxInterface
                || Fail(name, $"at most {MaxInterface} bytes: names of interfaces are no longer")
            : Fail(name, "the name of one interface, without blanks, `/`, `:` and `,`");
    }

    private bool CheckAlgorithm(Part name, string expected) =>
        (name.Span.Length is > 0 and <= MaxAlgorithm && Characters.IsWord(name.Span)) || Fail(name, expected);
}
