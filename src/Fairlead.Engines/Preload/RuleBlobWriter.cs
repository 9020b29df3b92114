using Fairlead.Engines.Seccomp;
using Fairlead.Layer.Plan;
using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Preload;

/// <summary>Writes a plan as the preloaded library reads it: <see cref="RuleBlob"/>.</summary>
/// <remarks>
/// The header and the table of rules come first, at known places; what they point to follows, part by part, each at a multiple
/// of 8. It writes through pointers into one array of the right size, as all of this is on the way to exec.
/// </remarks>
internal sealed unsafe partial class RuleBlobWriter
{
    private readonly byte* _blob;
    private int _end;

    private RuleBlobWriter(byte* blob, int rules)
    {
        _blob = blob;
        _end = BlobSize.OfTable(rules);
    }

    /// <summary>The plan as bytes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="log">What is said of decisions, and where.</param>
    public static byte[] Write(Plan plan, PreloadLog log)
    {
        var size = BlobSize.OfTable(plan.Rules.Length) + BlobSize.OfText(log.File);
        foreach (var rule in plan.Rules)
        {
            size += BlobSize.OfParts(rule);
        }
        var bytes = new byte[size];
        fixed (byte* blob = bytes)
        {
            new RuleBlobWriter(blob, plan.Rules.Length).Write(plan, log, size);
        }
        return bytes;
    }

    private void Write(Plan plan, PreloadLog log, int size)
    {
        var header = (BlobHeader*)_blob;
        header->Length = size;
        header->Traps = plan.Traps;
        header->IsVerbose = log.IsVerbose;
        header->IsQuiet = log.IsQuiet;
        header->IsJson = log.IsJson;
        header->LogFile = Text(log.File);
        header->Rules.Offset = BlobSize.OfTable(0);
        header->Rules.Count = plan.Rules.Length;
        var table = (BlobRule*)(_blob + header->Rules.Offset);
        for (var i = 0; i < plan.Rules.Length; i++)
        {
            header->Traps |= plan.Rules[i].IsFed ? Traps.GetSockName | Traps.GetPeerName : 0;
            header->Replies |= plan.Rules[i].Rule.Verb == Verb.Reply;
            Write(plan.Rules[i], table + i);
        }
        header->Checksum = RuleBlob.Checksum(_blob, size);
    }

    private void Write(ResolvedRule rule, BlobRule* to)
    {
        var program = rule.Rule.Program;
        to->Verb = (byte)rule.Rule.Verb;
        to->Protocol = (byte)rule.Rule.Protocol;
        to->Place = PlaceOf(rule.Addresses.Pattern);
        to->Not = rule.Addresses.Not;
        to->Action = ActionOf(rule.Rule.Action);
        to->Hides = rule.Hides || rule.IsFed;
        to->MakesUnix = rule.MakesUnix;
        to->IsProgramPrefix = program?.EndsWith('*') ?? false;
        to->Number = rule.Number;
        to->Errno = rule.Rule.Action is RuleAction.Deny deny ? (int)deny.Errno : 0;
        to->Descriptor = rule.Activated?.Descriptor ?? -1;
        to->Cookie = rule.Activated is { } passed ? Steering.CookieOf(passed.Descriptor) : 0;
        to->Mode = rule.Unix?.Mode ?? -1;
        to->Program = Text(to->IsProgramPrefix ? program![..^1] : program);
        to->Networks = Networks(rule.Addresses.Networks);
        to->Ports = Ports(rule.Rule.Match.Ports.Items);
        to->Options = Options(rule.Options);
        to->Path = Text(BlobSize.PathOf(rule));
        Write(rule.To?.V4, &to->To4);
        Write(rule.To?.V6, &to->To6);
        Write(rule.From?.V4, &to->From4);
        Write(rule.From?.V6, &to->From6);
    }

    private static BlobPlace PlaceOf(AddressPattern pattern) => pattern switch
    {
        AddressPattern.Any => BlobPlace.Any,
        AddressPattern.Wildcard => BlobPlace.Wildcard,
        AddressPattern.Loopback => BlobPlace.Loopback,
        _ => BlobPlace.Networks,
    };

    private static BlobAction ActionOf(RuleAction action) => action switch
    {
        RuleAction.Allow => BlobAction.Allow,
        RuleAction.Deny => BlobAction.Deny,
        RuleAction.Fake => BlobAction.Fake,
        RuleAction.Steer { To: Target.Unix } => BlobAction.Unix,
        RuleAction.Steer { To: Target.Activated } => BlobAction.Activated,
        _ => BlobAction.Steer,
    };
}
