using Fairlead.Mirror.Names;

namespace Fairlead.Mirror.Tests.Context;

public sealed class DnsMessageTests
{
    private static readonly byte[] s_query = DnsQuestion.Ask("Db.Example", DnsQuestion.A)!;

    [Fact]
    public void A_question_is_read_as_it_was_asked()
    {
        Assert.True(DnsQuestion.TryRead(s_query, out var question));
        Assert.Equal(new DnsQuestion("db.example", DnsQuestion.A, DnsQuestion.IN, s_query.Length), question);
        Assert.True(question.IsAddress);
        Assert.True(DnsMessage.IsQuery(s_query));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("ünïcode")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void What_is_no_name_is_not_asked(string name) => Assert.Null(DnsQuestion.Ask(name, DnsQuestion.A));

    [Fact]
    public void A_name_of_more_than_255_bytes_is_not_asked()
    {
        var longest = string.Join('.', Enumerable.Repeat("abcdefg", 31)) + ".abcde";
        Assert.NotNull(DnsQuestion.Ask(longest, DnsQuestion.A));
        Assert.Null(DnsQuestion.Ask(longest + "f", DnsQuestion.A));
    }

    [Fact]
    public void A_label_that_no_host_has_leaves_the_question_without_a_name()
    {
        var query = (byte[])s_query.Clone();
        query[DnsMessage.HeaderSize + 2] = (byte)'.';
        Assert.True(DnsQuestion.TryRead(query, out var question));
        Assert.Null(question.Name);
    }

    [Fact]
    public void A_reply_has_the_question_and_the_records()
    {
        DnsMessage.SetId(s_query, 4711);
        var reply = DnsMessage.Reply(s_query, ResponseCode.NoError, [([10, 0, 0, 1], 60), ([10, 0, 0, 2], 61)]);
        Assert.True(DnsMessage.Answers(reply, s_query));
        Assert.True(DnsQuestion.TryRead(reply, out var question));
        Assert.Equal(["0A000001 60", "0A000002 61"], Addresses(reply, question));
        Assert.Equal(0x80, reply[3]);
    }

    [Fact]
    public void An_answer_to_another_question_is_none()
    {
        var reply = DnsMessage.Reply(s_query, ResponseCode.NoError, []);
        Assert.True(DnsMessage.Answers(reply, s_query));
        Assert.False(DnsMessage.Answers(s_query, s_query));
        Assert.False(DnsMessage.Answers(reply, DnsQuestion.Ask("db.example", DnsQuestion.AAAA)!));
        Assert.False(DnsMessage.Answers(reply, DnsQuestion.Ask("dc.example", DnsQuestion.A)!));
        DnsMessage.SetId(reply, (ushort)(DnsMessage.Id(s_query) + 1));
        Assert.False(DnsMessage.Answers(reply, s_query));
    }

    [Fact]
    public void An_alias_is_followed_by_its_addresses()
    {
        var reply = DnsMessage.Reply(s_query, ResponseCode.NoError, [([10, 0, 0, 1], 60)]).ToList();
        byte[] alias = [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 3, 1, (byte)'x', 0];
        reply.InsertRange(s_query.Length, alias);
        reply[7] = 2;
        Assert.True(DnsQuestion.TryRead(s_query, out var question));
        Assert.Equal(["0A000001 60"], Addresses([.. reply], question));
    }

    [Fact]
    public void A_cut_answer_says_so_and_has_no_records()
    {
        var cut = DnsMessage.Truncate(DnsMessage.Reply(s_query, ResponseCode.NoError, [([10, 0, 0, 1], 60)]));
        Assert.True(DnsMessage.IsTruncated(cut));
        Assert.True(DnsMessage.Answers(cut, s_query));
        Assert.Equal(s_query.Length, cut.Length);
    }

    [Fact]
    public void The_size_of_a_datagram_is_what_the_query_says()
    {
        Assert.Equal(512, DnsMessage.SizeFor(s_query));
        byte[] extended = [.. s_query, 0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0];
        extended[11] = 1;
        Assert.Equal(4096, DnsMessage.SizeFor(extended));
    }

    [Fact]
    public void Any_bytes_are_read_without_harm()
    {
        var random = new Random(1);
        var reply = DnsMessage.Reply(s_query, ResponseCode.NoError, [([10, 0, 0, 1], 60)]);
        for (var i = 0; i < 200_000; i++)
        {
            ReadAll(Mangled(reply, random));
        }
    }

    private static string[] Addresses(byte[] message, DnsQuestion question) =>
        [.. DnsMessage.Addresses(message, question)!.Select(a => $"{Convert.ToHexString(a.Data)} {a.Seconds}")];

    private static byte[] Mangled(byte[] message, Random random)
    {
        var bytes = message[..random.Next(message.Length + 1)];
        for (var changes = random.Next(6); changes > 0 && bytes.Length > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return bytes;
    }

    private static void ReadAll(byte[] bytes)
    {
        _ = DnsMessage.Answers(bytes, s_query);
        if (bytes.Length < DnsMessage.HeaderSize)
        {
            Assert.False(DnsQuestion.TryRead(bytes, out _));
            return;
        }
        _ = DnsMessage.SizeFor(bytes);
        Assert.True(DnsMessage.Truncate(bytes).Length <= bytes.Length);
        _ = DnsMessage.Reply(bytes, ResponseCode.ServFail, []);
        if (DnsQuestion.TryRead(bytes, out var question))
        {
            Assert.InRange(question.End, DnsMessage.HeaderSize + 5, bytes.Length);
            _ = DnsMessage.Addresses(bytes, question);
        }
    }
}
