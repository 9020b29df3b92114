using Fairlead.Engines.Launch;
using Fairlead.Engines.Preload;

namespace Fairlead.Engines.Tests.Preload;

public sealed class PreloadLibraryTests
{
    [Theory]
    [InlineData(null, "LIB")]
    [InlineData("", "LIB")]
    [InlineData("/other.so", "LIB:/other.so")]
    [InlineData("/a.so /b.so", "LIB:/a.so:/b.so")]
    [InlineData("/a.so:LIB:/b.so", "LIB:/a.so:/b.so")]
    [InlineData("LIB", "LIB")]
    public void Library_is_the_first_and_there_once(string? before, string after)
    {
        var environment = ProgramEnvironment.Current();
        environment.Set("LD_PRELOAD", before?.Replace("LIB", PreloadLibrary.File));
        PreloadLibrary.AddTo(environment);
        Assert.Equal(after.Replace("LIB", PreloadLibrary.File), environment.Get("LD_PRELOAD"));
    }

    [Fact]
    public void Library_is_named_by_an_absolute_path() => Assert.StartsWith("/", PreloadLibrary.File);

    [Fact]
    public void Library_that_is_not_there_is_told_with_what_helps() =>
        Assert.Equal(
            "libfairlead.so is not beside fairlead: install binutils (objcopy, ld) and build again", PreloadLibrary.WhyNot());
}
