using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

/// <summary>Reads rules that must be good.</summary>
internal static class Reading
{
    public static Rule One(string text)
    {
        var result = RuleParser.Parse("-r", text);
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        return Assert.IsType<WrittenRule>(Assert.Single(result.Statements)).Rule;
    }

    public static Match Match(string match) => One($"bind tcp {match} deny").Match;

    public static RuleAction.Steer Steer(string rule) => Assert.IsType<RuleAction.Steer>(One(rule).Action);

    public static Endpoint[] To(string target) =>
        Assert.IsType<Target.Endpoints>(Steer($"bind tcp any to {target}").To).List.Items;

    public static Address Address(string text)
    {
        Assert.True(Rules.Address.TryParse(text, out var address));
        return address;
    }
}
