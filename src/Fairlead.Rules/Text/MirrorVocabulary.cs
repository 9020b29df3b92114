namespace Fairlead.Rules.Text;

/// <summary>The words of statements that bring a target here. Where they stand no host name can, so they stay host names elsewhere.</summary>
internal static class MirrorVocabulary
{
    public const string Steal = "steal";
    public const string Files = "files";
    public const string Env = "env";
    public const string Dns = "dns";
    public const string Outgoing = "outgoing";

    public const string Diff = "diff";
    public const string Passive = "passive";
    public const string Header = "header";
    public const string Path = "path";

    /// <summary>What such a statement begins with; the first two are in the order of <see cref="Mirroring.FeedKind"/>.</summary>
    public static readonly string[] Statements = ["mirror", Steal, Files, Env, Dns, Outgoing];

    /// <summary>What a line may begin with.</summary>
    public static readonly string[] Starts = [.. Vocabulary.Verbs, .. Statements, "include"];

    /// <summary>The options of <c>mirror</c> and <c>steal</c>.</summary>
    public static readonly string[] Options = [Diff, Passive, Header, Path];

    /// <summary>The names, in the order of <see cref="Mirroring.FileHandling"/>.</summary>
    public static readonly string[] Handlings = ["read", "write", "local", "absent"];

    public static bool IsStatement(string word) => Array.IndexOf(Statements, word) >= 0;
}
