using Fairlead.Rules.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Forwarding;

public class ForwardPropertyTests
{
    private static readonly string[] Words =
    [
        "forward", "udp", "tcp", "any", "include", "bind", "any:80", "any:80-90,443", ":80", "loopback:1", "10.0.0.1:80",
        "[::1]:80", "fd00::1", "::1:80", "dev", "eth0:80", "activated:game", "to", "10.0.0.1", "10.0.0.1:+1", "10.0.0.1:-80",
        "a:80-90,[fd00::1]:1", "0.0.0.0", "0.0.0.0:0", "10.0.0.0/8", "idle", "5m", "500ms", "60", "sessions", "evict",
        "idlest", "none", "transparent", "oneway", "proxy-v2", "accept-proxy-v2", "from", "fd00::9,10.0.0.9", "resolve",
        "mark", "0x10", "rcvbuf", "sndbuf", "freebind", "idle=60", "=", "", ",", ":", "-", "+", "\"", "\\", "#", "[", "]",
        "99999999999h", "ms", "\t", "\r", "\n", "\uFEFF", "\uD800", "\u00A0",
    ];

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5000);

    private static readonly Gen<string> AnyText = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");

    private static readonly Gen<string> Sentence =
        from words in Gen.Elements(Words).ListOf()
        from separator in Gen.Elements(" ", " ", " ", "", "\n")
        select string.Join(separator, words);

    private static readonly Gen<string> Mutation =
        from statement in ForwardGenerator.Statement
        from position in Gen.Choose(0, 1000)
        from removed in Gen.Choose(0, 3)
        from inserted in Gen.OneOf(Gen.Elements(Words), AnyText)
        select Mutated(ForwardPrinter.Print(statement), position, removed, inserted);

    [Fact]
    public void Statement_is_the_same_when_printed_and_read_again() =>
        Check.One(Many, Prop.ForAll(ForwardGenerator.Statement.ToArbitrary(), statement =>
        {
            var text = ForwardPrinter.Print(statement);
            Assert.Equal(statement, Forwards.Argument(text).Forward);
            Assert.Equal(statement, Forwards.Argument(ForwardPrinter.PrintShort(statement)).Forward);
            if (!statement.IsBare)
            {
                Assert.Equal(statement, Forwards.Read(text));
            }
        }));

    [Fact]
    public void Parser_answers_when_text_is_random() => Check.One(Many, Prop.ForAll(AnyText.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_words_are_in_random_order() =>
        Check.One(Many, Prop.ForAll(Sentence.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_good_statements_are_damaged() =>
        Check.One(Many, Prop.ForAll(Mutation.ToArbitrary(), Answers));

    // What holds for every text: good statements survive printing, and errors stand in their line.
    private static void Answers(string text)
    {
        Answers(ForwardParser.Parse("a.rules", text));
        var result = ForwardParser.ParseArgument("forward", text);
        Answers(result);
        Assert.False(result is { Statements: [], Errors: [] });
    }

    private static void Answers(ParseResult result)
    {
        foreach (var statement in result.Statements.OfType<WrittenForward>())
        {
            Assert.Equal(statement.Forward, Forwards.Argument(ForwardPrinter.Print(statement.Forward)).Forward);
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

    private static string Mutated(string statement, int position, int removed, string inserted)
    {
        var at = position % (statement.Length + 1);
        return statement.Remove(at, Math.Min(removed, statement.Length - at)).Insert(at, inserted);
    }
}
