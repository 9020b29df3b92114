using System.Text;
using Fairlead.Layer.Plan;

namespace Fairlead.Layer.Tests;

public sealed unsafe class Base64Tests
{
    [Fact]
    public void What_the_framework_encodes_is_decoded()
    {
        var random = new Random(1);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(bytes, Decode(Convert.ToBase64String(bytes), length));
        }
    }

    [Fact]
    public void More_than_there_is_room_for_is_refused() => Assert.Null(Decode(Convert.ToBase64String(new byte[10]), 9));

    [Theory]
    [InlineData("AA!A")]
    [InlineData("AA A")]
    [InlineData("AA\nA")]
    [InlineData("AA-_")]
    public void Other_letters_are_refused(string text) => Assert.Null(Decode(text, 100));

    private static byte[]? Decode(string text, int room)
    {
        var to = new byte[room + 1];
        fixed (byte* from = Encoding.ASCII.GetBytes(text + "\0"), target = to)
        {
            var count = Base64.Decode(from, target, room);
            return count < 0 ? null : to[..count];
        }
    }
}
