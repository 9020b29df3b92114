using Fairlead.Engines.Launch;

namespace Fairlead.Engines.Tests.Launch;

public class CallerStateTests
{
    [Theory]
    [InlineData("nofile=1024 sigblk=0000000000000000 sigign=0000000000001000", 0, 0x1000, 1024)]
    [InlineData("nofile=1 sigign=ffffffffffffffff sigblk=8000000000000001", 0x8000000000000001, ulong.MaxValue, 1)]
    [InlineData("nofile=unlimited sigblk=0 sigign=0", 0, 0, ulong.MaxValue)]
    [InlineData("nofile=20000", 0, 0, 20000)]
    public void Variable_of_the_script_is_read(string variable, ulong blocked, ulong ignored, ulong files) =>
        Assert.Equal(new CallerState(blocked, ignored, files), CallerState.Read(variable));

    [Theory]
    [InlineData(null)]
    [InlineData("nofile=many")]
    [InlineData("sigblk=xyz nofile=5")]
    [InlineData("nonsense")]
    public void Kernel_is_asked_when_there_is_no_variable_that_makes_sense(string? variable)
    {
        var state = CallerState.Read(variable);
        Assert.Equal(CallerState.Read(null), state);
        Assert.NotEqual(5ul, state.OpenFiles);
    }
}
