using System.IO.Compression;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>The package as its users have it: packed and validated, restored from a folder, and run.</summary>
public sealed class PackageTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AssemblyName>consumer</AssemblyName>
            <RestoreSources>$(MSBuildThisFileDirectory)../packages</RestoreSources>
            <RestorePackagesPath>$(MSBuildThisFileDirectory)../restored</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Fairlead.Udp" Version="0.1.0" />
            <AssemblyAttribute Include="System.Runtime.Versioning.SupportedOSPlatformAttribute">
              <_Parameter1>linux</_Parameter1>
            </AssemblyAttribute>
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_package_is_valid_and_a_program_that_restores_it_answers_from_every_address()
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-udp-package-").FullName;
        try
        {
            await Dotnet(Built.Root, "pack", "src/Fairlead.Udp", "-c", "Release", $"-p:ArtifactsPath={folder}/artifacts", "-o", $"{folder}/packages");
            Assert.Equal(
                [
                    "README.md", "lib/net10.0/Fairlead.Linux.dll", "lib/net10.0/Fairlead.Udp.dll",
                    "lib/net10.0/Fairlead.Udp.xml", "ref/net10.0/Fairlead.Udp.dll", "ref/net10.0/Fairlead.Udp.xml",
                ],
                Contents($"{folder}/packages/Fairlead.Udp.0.1.0.nupkg"));
            Assert.Equal(["lib/net10.0/Fairlead.Udp.pdb"], Contents($"{folder}/packages/Fairlead.Udp.0.1.0.snupkg"));

            Directory.CreateDirectory($"{folder}/consumer");
            await File.WriteAllTextAsync($"{folder}/consumer/consumer.csproj", Project, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync($"{folder}/consumer/Program.cs", Program(), TestContext.Current.CancellationToken);
            await Dotnet(folder, "build", "consumer", "-c", "Release", "-o", $"{folder}/built");
            foreach (var way in (string[])["", "batch"])
            {
                var outcome = await Sandbox.Run($"""
                    {folder}/built/consumer {way} >said 2>&1 &
                    wait_for eval '[ "$(ss -Hlun sport = 5300)" ]'
                    for address in 10.9.0.1 10.9.0.2 fd09::1 fd09::2; do ask $address; done
                    cat said
                    """);
                Assert.Equal(new Outcome(0, "10.9.0.1 answers\n10.9.0.2 answers\nfd09::1 answers\nfd09::2 answers\n", ""), outcome);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The examples of the package's page, the first with the one about batches in it.
    private static string Program()
    {
        var page = File.ReadAllText(Path.Combine(Built.Root, "src", "Fairlead.Udp", "README.md"));
        var examples = page.Split("```csharp\n").Skip(1).Select(rest => rest.Split("```")[0]).ToArray();
        var loop = examples[0].IndexOf("while (true)", StringComparison.Ordinal);
        var batches = examples.Single(example => example.Contains("DatagramBatch", StringComparison.Ordinal));
        return $"{examples[0][..loop]}if (args is [\"batch\"])\n{{\n{batches}}}\n{examples[0][loop..]}";
    }

    private static IEnumerable<string> Contents(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Select(entry => entry.FullName)
            .Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || name.StartsWith("ref/", StringComparison.Ordinal)
                || name == "README.md").Order(StringComparer.Ordinal)];
    }

    private static async Task Dotnet(string folder, params string[] arguments)
    {
        var outcome = await Command.Run(folder, "dotnet", [.. arguments, "-nodeReuse:false", "-v", "q", "--nologo"]);
        Assert.True(outcome.Status == 0, outcome.Output + outcome.Error);
    }
}
