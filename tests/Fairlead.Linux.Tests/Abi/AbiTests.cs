using System.Diagnostics;

namespace Fairlead.Linux.Tests.Abi;

/// <summary>Proves every struct and constant of Fairlead.Linux against the C headers, with gcc as the judge.</summary>
public sealed class AbiTests
{
    public static TheoryData<string> Units => [.. TranslationUnit.All.Select(u => u.Name)];

    [Theory]
    [MemberData(nameof(Units))]
    public void Structs_and_constants_agree_with_the_C_headers(string name)
    {
        var unit = TranslationUnit.All.Single(u => u.Name == name);
        Assert.Contains("_Static_assert", unit.Source);
        var (status, messages) = Compile(unit.Flags, unit.Source);
        Assert.True(status == 0, messages);
    }

    [Fact]
    public void A_wrong_value_is_named_by_the_compiler()
    {
        var (status, messages) = Compile("-m64", "_Static_assert(sizeof(int) == 3, \"sizeof int\");\n");
        Assert.NotEqual(0, status);
        Assert.Contains("static assertion failed: \"sizeof int\"", messages);
    }

    private static (int Status, string Messages) Compile(string flags, string source)
    {
        var start = new ProcessStartInfo("gcc", $"{flags} -idirafter /usr/include/x86_64-linux-gnu -fsyntax-only -fno-diagnostics-show-caret -x c -")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var gcc = Process.Start(start)!;
        gcc.StandardInput.Write(source);
        gcc.StandardInput.Close();
        var messages = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        return (gcc.ExitCode, messages);
    }
}
