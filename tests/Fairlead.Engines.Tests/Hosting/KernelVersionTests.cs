using System.Text;
using Fairlead.Engines.Hosting;

namespace Fairlead.Engines.Tests.Hosting;

public class KernelVersionTests
{
    [Theory]
    [InlineData("6.1.0-13-amd64\n", 6, 1)]
    [InlineData("6.18.44-fc-v657", 6, 18)]
    [InlineData("5.9-rc1", 5, 9)]
    [InlineData("7.0\n", 7, 0)]
    [InlineData("", 0, 0)]
    [InlineData("linux", 0, 0)]
    public void Release_is_read_as_major_and_minor(string release, int major, int minor) =>
        Assert.Equal(new Version(major, minor), KernelVersion.Parse(Encoding.ASCII.GetBytes(release)));
}
