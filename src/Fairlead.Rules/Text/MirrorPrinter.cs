using System.Text;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <summary>Writes a statement that brings a target here in its canonical form: reading it again gives an equal statement.</summary>
public static class MirrorPrinter
{
    /// <summary>The statement as one line of text.</summary>
    public static string Print(MirrorStatement statement) => statement switch
    {
        FeedStatement feed => Print(feed),
        FilesStatement files =>
            $"{MirrorVocabulary.Files} {RulePrinter.Quoted(files.Pattern)} {MirrorVocabulary.Handlings[(int)files.Handling]}",
        EnvStatement env => Print(env),
        OutgoingStatement outgoing => Print(MirrorVocabulary.Outgoing, outgoing.Protocol, outgoing.Match).ToString(),
        _ => MirrorVocabulary.Dns,
    };

    private static string Print(FeedStatement feed)
    {
        var text = Print(MirrorVocabulary.Statements[(int)feed.Kind], feed.Protocol, feed.Match);
        text.Append(feed.To.Kind switch
        {
            PortChangeKind.Set => $" to :{feed.To.Number}",
            PortChangeKind.Add => $" to :+{feed.To.Number}",
            _ => "",
        });
        text.Append(feed.Options.Diff ? $" {MirrorVocabulary.Diff}" : "");
        text.Append(feed.Options.Passive ? $" {MirrorVocabulary.Passive}" : "");
        foreach (var header in feed.Options.Headers.Items)
        {
            text.Append($" {MirrorVocabulary.Header} ").Append(RulePrinter.Quoted($"{header.Name}: {header.Value}"));
        }
        foreach (var path in feed.Options.Paths.Items)
        {
            text.Append($" {MirrorVocabulary.Path} ").Append(RulePrinter.Quoted(path));
        }
        return text.ToString();
    }

    private static StringBuilder Print(string start, Protocol protocol, Match match)
    {
        var text = new StringBuilder($"{start} {RulePrinter.Name(protocol)}{(match.Not ? " not " : " ")}");
        RulePrinter.AppendMatch(text, match);
        return text;
    }

    private static string Print(EnvStatement env)
    {
        var text = new StringBuilder(MirrorVocabulary.Env);
        text.Append(env.Names.Count == 0 ? " any" : "");
        Array.ForEach(env.Names.Items, name => text.Append(' ').Append(RulePrinter.Quoted(name)));
        text.Append(env.Not.Count == 0 ? "" : " not");
        Array.ForEach(env.Not.Items, name => text.Append(' ').Append(RulePrinter.Quoted(name)));
        return text.ToString();
    }
}
