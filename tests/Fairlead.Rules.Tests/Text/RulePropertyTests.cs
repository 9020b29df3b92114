using Fairlead.Rules.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Text;

public class RulePropertyTests
{
    private static readonly string[] Words =
    [
        "bind", "connect", "reply", "include", "program", "tcp", "udp", "any", "not", "wildcard", "loopback", ":80",
        "any:80-90", "10.0.0.0/8", "10.0.0.1:80,443", "[::1]:80", "fd00::/8", "[fd00::/8]:1", "localhost", "to",
        "from", "deny", "fake", "allow", ":8080", ":+1000", "10.0.0.1,::1", "dev", "lo", "unix:/run/%p", "unix:@x",
        "activated:web", "mode", "0660", "EACCES", "mark", "7", "0x10", "hide", "reuseaddr", "congestion", "bbr", "#",
        "\"", "\\", ",", "[", "]", "%", "", "-", "*", "!", "=", "99999", "\t", "\r", "\n", "\uFEFF", "\uD800",
        "\u00A0", "in,port=80,path=/x", "::1:80", ":80:90", "::ffff:1.2.3.4/100", "1.2.3.4/255.0.0.0",
    ];

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5000);

    private static readonly Gen<string> AnyText = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");

    private static readonly Gen<string> Sentence =
        from words in Gen.Elements(Words).ListOf()
        from separator in Gen.Elements(" ", " ", " ", "", "\n")
        select string.Join(separator, words);

    private static readonly Gen<string> Mutation =
        from rule in RuleGenerator.Rule
        from position in Gen.Choose(0, 1000)
        from removed in Gen.Choose(0, 3)
        from inserted in Gen.OneOf(Gen.Elements(Words), AnyText)
        select Mutated(RulePrinter.Print(rule), position, removed, inserted);

    [Fact]
    public void Rule_is_the_same_when_printed_and_read_again() =>
        Check.One(Many, Prop.ForAll(RuleGenerator.Rule.ToArbitrary(), rule =>
        {
            var text = RulePrinter.Print(rule);
            var result = RuleParser.Parse("-r", text);
            Assert.True(result.Errors is [], result.Errors is [var error, ..] ? RuleErrorText.Render(error) : null);
            Assert.Equal(rule, ((WrittenRule)Assert.Single(result.Statements)).Rule);
        }));

    [Fact]
    public void Parser_answers_when_text_is_random() => Check.One(Many, Prop.ForAll(AnyText.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_words_are_in_random_order() =>
        Check.One(Many, Prop.ForAll(Sentence.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_good_rules_are_damaged() =>
        Check.One(Many, Prop.ForAll(Mutation.ToArbitrary(), Answers));

    // What holds for every text: good rules survive printing, and errors stand in their line.
    private static void Answers(string text)
    {
        var result = RuleParser.Parse("a.rules", text);
        foreach (var statement in result.Statements.OfType<WrittenRule>())
        {
            Assert.Equal(statement.Rule, Reading.One(RulePrinter.Print(statement.Rule)));
        }
        foreach (var error in result.Errors)
        {
            Assert.InRange(error.Column, 1, error.Source.Text.Length + 1);
            Assert.InRange(error.Length, 1, Math.Max(1, error.Source.Text.Length + 1 - error.Column));
            Assert.StartsWith("found ", error.Message);
            Assert.Contains(", expected ", error.Message);
            Assert.NotEqual("", error.Suggestion);
            Assert.NotEmpty(RuleErrorText.Render(error));
        }
        Assert.Equal(result.Errors.Length, result.Errors.DistinctBy(e => e.Source.Line).Count());
    }

    private static string Mutated(string rule, int position, int removed, string inserted)
    {
        var at = position % (rule.Length + 1);
        return rule.Remove(at, Math.Min(removed, rule.Length - at)).Insert(at, inserted);
    }
}
