using Fairlead.Mirror.Agent.Http;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Mirror.Tests.Http.Heads;

namespace Fairlead.Mirror.Tests.Http;

public class JudgementPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5000);

    private static readonly RequestFilter s_filter = Filter("x-user: me", "/*");

    private static readonly byte[][] s_heads =
    [
        Text("GET /a?b HTTP/1.1\r\nHost: a\r\nX-User: me\r\nx-a: b\r\n c\r\n\r\nbody"),
        Text("POST http://h/ HTTP/1.0\nx-user: you\n\n"),
        Http2(
            Frame(Http2Frame.WindowUpdate, 0, 0, 0, 1, 0, 0),
            Frame(Http2Frame.Headers, Http2Frame.Padded | Http2Frame.HasPriority, 1, [1, 0, 0, 0, 0, 7, 0x82, 0x86, 0x84, 0]),
            Frame(Http2Frame.Continuation, Http2Frame.EndHeaders, 1, [.. Literal("x-user", "me", isAdded: true), 0xBE])),
        Request([.. Hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"), .. Literal("cookie", "a"), .. Literal("cookie", "b")]),
    ];

    private static readonly Gen<byte> AnyByte = Gen.Choose(0, 255).Select(value => (byte)value);

    private static readonly Gen<byte[]> Damaged =
        from head in Gen.Elements(s_heads)
        from places in Gen.Choose(0, head.Length - 1).ListOf()
        from bytes in AnyByte.ListOf()
        from cut in Gen.Choose(0, head.Length)
        select Damage(head, places.Zip(bytes))[..cut];

    private static readonly Gen<byte[]> AnyBlock = AnyByte.ArrayOf().Select(block => Request(block));

    [Fact]
    public void Whatever_comes_is_judged() =>
        Prop.ForAll(Gen.OneOf(Damaged, AnyBlock, AnyByte.ArrayOf()).ToArbitrary(), head => Enum.IsDefined(s_filter.Judge(head))).Check(Many);

    [Fact]
    public void Judgement_does_not_change_when_more_comes() => Prop.ForAll(
        Gen.OneOf(Damaged, AnyBlock).ToArbitrary(),
        head =>
        {
            var last = s_filter.Judge(head);
            for (var length = 0; length < head.Length; length++)
            {
                var judgement = s_filter.Judge(head.AsSpan(0, length));
                if (judgement is not (Judgement.NeedsMore or Judgement.AwaitsServer) && judgement != last)
                {
                    return false;
                }
            }
            return true;
        }).Check(Many);

    [Fact]
    public void Part_of_a_head_is_never_enough()
    {
        foreach (var head in (byte[][])[Text("GET /a HTTP/1.1\r\nX-User: me\r\n\r\n"), s_heads[2], s_heads[3]])
        {
            for (var length = 0; length < head.Length; length++)
            {
                Assert.True(s_filter.Judge(head.AsSpan(0, length)) is Judgement.NeedsMore or Judgement.AwaitsServer, $"{length}");
            }
        }
        Assert.Equal(Judgement.Matches, s_filter.Judge(s_heads[2]));
        Assert.Equal(Judgement.Differs, s_filter.Judge(s_heads[3]));
    }

    private static byte[] Damage(byte[] head, IEnumerable<(int Place, byte Value)> changes)
    {
        var copy = (byte[])head.Clone();
        foreach (var (place, value) in changes)
        {
            copy[place] = value;
        }
        return copy;
    }
}
