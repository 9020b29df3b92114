using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Forwarding;

/// <summary>Reads and resolves forward statements that must be good as text.</summary>
internal static class Forwards
{
    private static readonly string[] s_servers = ["10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2"];

    /// <summary>One statement of a file.</summary>
    public static ForwardStatement Read(string text) => One(ForwardParser.Parse("a.rules", text)).Forward;

    /// <summary>One argument of the command line.</summary>
    public static WrittenForward Argument(string text) => One(ForwardParser.ParseArgument("forward", text));

    /// <summary>Resolves arguments on a host that has every address but those of the servers that the tests forward to.</summary>
    public static (ForwardRule[] Rules, RuleError[] Errors) Try(KnownNames names, params string[] arguments)
    {
        Array.ForEach(s_servers, server => names.WithForeign(server));
        return new ForwardResolver(names, names.Passed).Resolve(Array.ConvertAll(arguments, Argument));
    }

    public static ForwardRule[] Rules(KnownNames names, params string[] arguments)
    {
        var (rules, errors) = Try(names, arguments);
        Assert.Empty(errors.Select(RuleErrorText.Render));
        return rules;
    }

    public static ForwardRule[] Rules(params string[] arguments) => Rules(new KnownNames(), arguments);

    /// <summary>The one error of a statement, as the word it stands under and the message.</summary>
    public static (string Word, string Message) Error(KnownNames names, params string[] arguments)
    {
        var error = Assert.Single(Try(names, arguments).Errors);
        Assert.NotEmpty(RuleErrorText.Render(error));
        return (error.Source.Text.Substring(error.Column - 1, error.Length), error.Message);
    }

    /// <summary>The places as text, in order: 0.0.0.0:80 [::]:80.</summary>
    public static string Places(ForwardRule rule) =>
        string.Join(' ', rule.Listen.Select(point => point.Address.WithPort(point.Port)));

    private static WrittenForward One(ParseResult result)
    {
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        return Assert.IsType<WrittenForward>(Assert.Single(result.Statements));
    }
}
