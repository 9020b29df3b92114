using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Resolution;
using Fairlead.Rules.Tests.Text;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Mirroring;

/// <summary>Reads and resolves what <c>fairlead mirror</c> takes, which must be good as text.</summary>
internal static class Mirrors
{
    public static readonly Address Session = Reading.Address("127.1.2.3");

    public static MirrorStatement Read(string text)
    {
        var result = MirrorParser.Parse("a.rules", text);
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        return Assert.IsType<WrittenMirror>(Assert.Single(result.Statements)).Mirror;
    }

    public static FeedStatement Feed(string text) => Assert.IsType<FeedStatement>(Read(text));

    /// <summary>Resolves statements, one a line, on a host that has every address.</summary>
    public static (MirrorPlan Plan, RuleError[] Errors) Try(params string[] lines)
    {
        var result = MirrorParser.Parse("-r", string.Join('\n', lines));
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        return new MirrorResolver(new KnownNames()).Resolve(result.Statements);
    }

    public static MirrorPlan Plan(params string[] lines)
    {
        var (plan, errors) = Try(lines);
        Assert.Empty(errors.Select(RuleErrorText.Render));
        return plan;
    }

    /// <summary>The one error, as the words it stands under and the message.</summary>
    public static (string Words, string Message) Error(params string[] lines)
    {
        var error = Assert.Single(Try(lines).Errors);
        Assert.NotEmpty(RuleErrorText.Render(error));
        return (error.Source.Text.Substring(error.Column - 1, error.Length), error.Message);
    }

    /// <summary>The rules of the local program: free ports are 20000 and the port for TCP, 30000 and it for UDP.</summary>
    public static ResolvedRule[] LocalRules(params string[] lines) => Plan(lines).LocalRules(
        Session, port => (ushort)((port.Protocol == Protocol.Tcp ? 20000 : 30000) + port.Port), dnsPort: 10053);
}
