using System.Text;
using Fairlead.Layer.Log;
using Fairlead.Linux;

namespace Fairlead.Layer.Tests;

public sealed class ErrnoNamesTests
{
    [Fact]
    public void Library_knows_every_errno_by_the_name_that_the_enum_has()
    {
        foreach (var errno in Enum.GetValues<Errno>().Distinct().Where(e => e != Errno.None))
            Assert.Equal($"{errno}", Encoding.ASCII.GetString(ErrnoNames.Of((int)errno)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Any_other_number_has_no_name(int errno) => Assert.Equal("?", Encoding.ASCII.GetString(ErrnoNames.Of(errno)));
}
