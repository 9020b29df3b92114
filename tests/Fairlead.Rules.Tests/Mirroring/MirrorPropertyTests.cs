using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Resolution;
using Fairlead.Rules.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Mirroring;

public class MirrorPropertyTests
{
    private static readonly string[] Words =
    [
        "mirror", "steal", "files", "env", "dns", "outgoing", "bind", "connect", "include", "forward", "tcp", "udp", "any", "not",
        "wildcard", "loopback", "any:80", "any:80-90,443", ":80", "10.0.0.0/8:80", "[::1]:80", "fd00::1", "::1:80", "0.0.0.0:80",
        "[::]:1", "localhost:80", "to", ":8080", ":+1000", ":+65535", ":0", "8080", "10.0.0.1:8080", "diff", "passive", "header",
        "\"x-user: me\"", "x-user:", "me", "'x-user:", "me'", ":path", "path", "/api/*", "'/api/*'", "api", "/a?b", "/etc/app", "/",
        "/a//b", "/..", "read", "write", "local", "absent", "rw", "/etc=read", "A*", "SECRET", "A=b", "A,B", "$HOME", "*", ";",
        "path=/x", "header=", "\"", "\\", "#", "[", "]", "!", ",", "", "-", "\t", "\r", "\n", "\uFEFF", "\uD800", "\u00A0",
    ];

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5000);

    private static readonly Gen<string> AnyText = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");

    private static readonly Gen<string> Sentence =
        from start in Gen.Elements(Words)
        from words in Gen.Elements(Words).ListOf()
        from separator in Gen.Elements(" ", " ", " ", "", "\n")
        select string.Join(separator, words.Prepend(start));

    private static readonly Gen<string> Mutation =
        from statement in MirrorGenerator.Statement
        from position in Gen.Choose(0, 1000)
        from removed in Gen.Choose(0, 3)
        from inserted in Gen.OneOf(Gen.Elements(Words), AnyText)
        select Mutated(MirrorPrinter.Print(statement), position, removed, inserted);

    [Fact]
    public void Statement_is_the_same_when_printed_and_read_again() =>
        Check.One(Many, Prop.ForAll(MirrorGenerator.Statement.ToArbitrary(), statement =>
            Assert.Equal(statement, Mirrors.Read(MirrorPrinter.Print(statement)))));

    [Fact]
    public void Parser_answers_when_text_is_random() => Check.One(Many, Prop.ForAll(AnyText.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_words_are_in_random_order() =>
        Check.One(Many, Prop.ForAll(Sentence.ToArbitrary(), Answers));

    [Fact]
    public void Parser_answers_when_good_statements_are_damaged() =>
        Check.One(Many, Prop.ForAll(Mutation.ToArbitrary(), Answers));

    // A plan without errors feeds each port of each local program once, by a rule of its own.
    [Fact]
    public void Resolver_answers_when_statements_are_random() =>
        Check.One(Many.WithMaxTest(500), Prop.ForAll(MirrorGenerator.Statement.ListOf().ToArbitrary(), statements =>
        {
            var source = string.Join('\n', statements.Select(MirrorPrinter.Print));
            var (plan, errors) = new MirrorResolver(new KnownNames()).Resolve(MirrorParser.Parse("a.rules", source).Statements);
            Assert.All(errors, error => Assert.NotEmpty(RuleErrorText.Render(error)));
            if (errors.Length == 0)
            {
                var rules = plan.LocalRules(Mirrors.Session, _ => 1, 1);
                Assert.Equal(plan.LocalPorts.Distinct().Count(), rules.Count(rule => rule.IsFed));
                Assert.Equal(Enumerable.Range(1, rules.Length), rules.Select(rule => rule.Number));
            }
        }));

    // What holds for every text: good statements survive printing, and errors stand in their line.
    private static void Answers(string text)
    {
        var result = MirrorParser.Parse("a.rules", text);
        foreach (var statement in result.Statements.OfType<WrittenMirror>())
        {
            Assert.Equal(statement.Mirror, Mirrors.Read(MirrorPrinter.Print(statement.Mirror)));
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
