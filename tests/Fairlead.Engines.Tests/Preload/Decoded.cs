using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Engines.Preload;
using Fairlead.Layer.Plan;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Tests.Preload;

/// <summary>A blob as its reader finds it.</summary>
internal sealed unsafe class Decoded
{
    private readonly byte[] _bytes;

    private Decoded(byte[] bytes) => _bytes = bytes;

    public static readonly PreloadLog Log = new(IsVerbose: false, IsQuiet: false, IsJson: false, File: null);

    public BlobHeader Header => At<BlobHeader>(new BlobPart { Count = 1 })[0];

    public BlobRule[] Rules => At<BlobRule>(Header.Rules);

    /// <summary>Reads, resolves and writes rules, each of which must be good.</summary>
    public static Decoded Of(params string[] rules) => new(RuleBlobWriter.Write(PlanOf(rules), Log));

    public static Decoded Of(PreloadLog log) => new(RuleBlobWriter.Write(PlanOf("bind any any deny"), log));

    public static Plan PlanOf(params string[] rules)
    {
        var parsed = RuleParser.Parse("-r", string.Join('\n', rules));
        Assert.Empty(parsed.Errors.Select(RuleErrorText.Render));
        var (resolved, errors) = new Resolver(new PassedSockets()).Resolve([.. parsed.Statements.Cast<WrittenRule>()]);
        Assert.Empty(errors.Select(RuleErrorText.Render));
        return new Plan(EngineKind.Preload, resolved, TrapSelection.For(resolved), []);
    }

    public T[] At<T>(BlobPart part) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(part.Offset, part.Count * sizeof(T))).ToArray();

    /// <summary>A text, which a zero must follow.</summary>
    public string Text(BlobPart part)
    {
        Assert.Equal(0, part.Count == 0 ? 0 : _bytes[part.Offset + part.Count]);
        return Encoding.UTF8.GetString(At<byte>(part));
    }

    /// <summary>A service manager that has passed two sockets, to a host that has all addresses.</summary>
    private sealed class PassedSockets : INames
    {
        public Fairlead.Rules.Address[]? Host(string name) => null;

        public Fairlead.Rules.Address[]? Interface(string name) => [Fairlead.Rules.Address.LoopbackV4];

        public bool IsLocal(Fairlead.Rules.Address address) => true;

        public ActivatedSocket? Activated(string name) => new(name, name == "web" ? 4 : 5, IsUnix: name == "unix");
    }
}
