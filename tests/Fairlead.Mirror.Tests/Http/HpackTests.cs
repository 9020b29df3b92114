using System.Text;
using Fairlead.Mirror.Agent.Http;
using static Fairlead.Mirror.Tests.Http.Heads;

namespace Fairlead.Mirror.Tests.Http;

public class HpackTests
{
    [Theory]
    // RFC 7541: C.2.1 to C.2.4, C.3.1, C.4.1, C.6.1.
    [InlineData("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", "custom-key: custom-header")]
    [InlineData("040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path")]
    [InlineData("1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret")]
    [InlineData("82", ":method: GET")]
    [InlineData("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", ":method: GET|:scheme: http|:path: /|:authority: www.example.com")]
    [InlineData("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", ":method: GET|:scheme: http|:path: /|:authority: www.example.com")]
    [InlineData(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com")]
    // The dynamic table within a block: added, named by its number (62), and pushed on by the next.
    [InlineData("4001 6101 62be 4001 6301 64bf be", "a: b|a: b|c: d|a: b|c: d")]
    // A table that may hold nothing, and then again the default.
    [InlineData("20 3f e1 1f 4001 6101 62be", "a: b|a: b")]
    public void Block_is_read(string block, string expected) => Assert.Equal(expected, Read(Hex(block)));

    [Theory]
    [InlineData("80")]
    [InlineData("be")]
    [InlineData("ff ff ff ff ff ff 7f")]
    [InlineData("ff")]
    [InlineData("40 01")]
    [InlineData("40 02 61")]
    [InlineData("3f e2 1f")]
    [InlineData("20 40 01 61 01 62 be")]
    [InlineData("00 81 ff 00")]
    [InlineData("00 84 ff ff ff ff 00")]
    [InlineData("00 81 18 00")]
    public void Bad_block_is_known(string block) => Assert.EndsWith("bad", Read(Hex(block)), StringComparison.Ordinal);

    [Fact]
    public void Block_that_grows_too_much_is_bad()
    {
        byte[] field = Literal("a", new string('b', 4000), isAdded: true);
        Assert.Contains("bad", Read([.. field, .. Enumerable.Repeat((byte)0xBE, 70)]), StringComparison.Ordinal);
        Assert.DoesNotContain("bad", Read([.. field, .. Enumerable.Repeat((byte)0xBE, 60)]), StringComparison.Ordinal);
    }

    // Kraft: the lengths are those of a whole code if their sum is one.
    [Fact]
    public void Code_is_whole() =>
        Assert.Equal(1L << 30, HuffmanCode.Lengths.ToArray().Append((byte)30).Sum(length => 1L << (30 - length)));

    private static string Read(byte[] block)
    {
        var reader = new HpackReader(block);
        var fields = new List<string>();
        while (reader.TryRead(out var name, out var value))
        {
            fields.Add($"{Encoding.UTF8.GetString(name)}: {Encoding.UTF8.GetString(value)}");
        }
        return string.Join('|', fields) + (reader.IsBad ? "bad" : "");
    }
}
