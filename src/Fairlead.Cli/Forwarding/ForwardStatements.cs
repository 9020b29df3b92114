using Fairlead.Engines.Hosting;
using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Cli.Forwarding;

/// <summary>What is to be forwarded, as the user wrote it: read once at start, and again at each reload.</summary>
/// <param name="arguments">Statements of the command line.</param>
/// <param name="files">Files of statements.</param>
/// <param name="profiles">Names of profiles.</param>
internal sealed class ForwardStatements(string[] arguments, string[] files, string[] profiles)
{
    /// <summary>Reads and resolves. Null: it failed, and why has been said.</summary>
    /// <param name="tell">Where a failure is said.</param>
    public ForwardRule[]? Read(Action<string> tell)
    {
        var sources = new ForwardSources();
        Array.ForEach(arguments, sources.AddArgument);
        Array.ForEach(files, sources.AddFile);
        Array.ForEach(profiles, sources.AddProfile);
        if (sources.Errors.Count > 0)
        {
            return Fail(sources.Errors, tell);
        }
        if (sources.Statements.Count == 0)
        {
            return Fail(["nothing to forward: give a statement, as in: fairlead forward 'udp any:27000 to 10.0.0.1', or --rules "
                + "or --profile"], tell);
        }
        var (rules, errors) = new ForwardResolver(new HostNames(), Array.FindAll(Activation.Sockets, s => !Succession.IsStored(s))).Resolve(sources.Statements);
        return errors.Length > 0 ? Fail(Array.ConvertAll(errors, RuleErrorText.Render), tell) : rules;
    }

    private static ForwardRule[]? Fail(IReadOnlyList<string> errors, Action<string> tell)
    {
        foreach (var error in errors)
        {
            tell(error);
        }
        return null;
    }
}
