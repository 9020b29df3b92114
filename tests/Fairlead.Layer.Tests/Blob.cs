using Fairlead.Engines.Preload;
using Fairlead.Layer.Plan;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Layer.Tests;

/// <summary>Rules on their way into the library: written by Fairlead, put where the library reads them.</summary>
internal static unsafe class Blob
{
    public static readonly PreloadLog Quiet = new(IsVerbose: false, IsQuiet: true, IsJson: false, File: null);

    public static byte[] Of(ResolvedRule[] rules) =>
        RuleBlobWriter.Write(new Fairlead.Rules.Planning.Plan(EngineKind.Preload, rules, TrapSelection.For(rules), []), Quiet);

    public static void PutInForce(ResolvedRule[] rules)
    {
        var bytes = Of(rules);
        Assert.InRange(bytes.Length, sizeof(BlobHeader), RuleBlob.MostBytes);
        bytes.CopyTo(new Span<byte>(InForce.Base, bytes.Length));
        InForce.NotNeeded = ~InForce.Header->Traps;
        InForce.Replies = InForce.Header->Replies;
    }
}
