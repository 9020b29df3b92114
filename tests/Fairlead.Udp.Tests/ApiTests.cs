using System.Reflection;
using System.Xml.Linq;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

public sealed class ApiTests
{
    private static readonly Assembly Library = typeof(MultihomedUdpSocket).Assembly;

    /// <summary>FAIRLEAD_WRITE_API=1 writes the file instead, for a change that is meant.</summary>
    [Fact]
    public void The_public_API_is_what_Api_txt_says()
    {
        var file = Path.Combine(Built.Suite, "Api.txt");
        if (Environment.GetEnvironmentVariable("FAIRLEAD_WRITE_API") == "1")
        {
            File.WriteAllText(file, ApiText.Of(Library));
        }
        Assert.Equal(File.ReadAllText(file), ApiText.Of(Library));
    }

    [Fact]
    public void No_type_of_another_assembly_of_ours_is_seen() =>
        Assert.DoesNotContain(ApiText.Mentioned(Library), type =>
            type.Assembly != Library && type.Assembly.GetName().Name!.StartsWith("Fairlead", StringComparison.Ordinal));

    [Fact]
    public void Every_public_type_is_documented()
    {
        var documents = XDocument.Load(Path.ChangeExtension(Library.Location, ".xml"));
        var names = documents.Descendants("member").Where(member => member.Element("summary") is not null)
            .Select(member => member.Attribute("name")!.Value).ToHashSet();
        Assert.All(Library.GetExportedTypes(), type => Assert.Contains($"T:{type.FullName}", names));
    }
}
