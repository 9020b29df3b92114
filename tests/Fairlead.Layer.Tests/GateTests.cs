namespace Fairlead.Layer.Tests;

/// <summary>The gate of the build stops a library that is more than plain code. The real ones here are made by gcc.</summary>
public sealed class GateTests
{
    private const string Exports = "int fairlead_init(void) { return 0; }\n";

    [Theory]
    [InlineData("int puts(const char *); int f(void) { return puts(\"\"); }", "needs the symbol puts")]
    [InlineData("__attribute__((constructor)) void f(void) {}", "DT_INIT_ARRAY")]
    [InlineData("__attribute__((destructor)) void f(void) {}", "DT_FINI_ARRAY")]
    [InlineData("__thread int t; int f(void) { return t++; }", "thread-local storage")]
    [InlineData("char data[60000] = { 1 };", "bytes of it are loaded")]
    [InlineData("int f(void) { return 0; }", "does not export bind")]
    public void Library_that_is_more_is_refused(string code, string words)
    {
        using var folder = new Folder();
        var (status, said) = Gate(folder, code);
        Assert.NotEqual(0, status);
        Assert.Contains(words, said);
    }

    [Theory]
    [InlineData("-Wl,-z,execstack", "stack is executable")]
    [InlineData("-Wl,--no-as-needed -lc", "DT_NEEDED")]
    [InlineData("-Wl,--no-eh-frame-hdr", "cannot be unwound")]
    public void Library_that_is_linked_otherwise_is_refused(string options, string words)
    {
        using var folder = new Folder();
        var (status, said) = Gate(folder, "int f(void) { return 0; }", options.Split(' '));
        Assert.NotEqual(0, status);
        Assert.Contains(words, said);
    }

    [Fact]
    public void Library_of_this_build_passes()
    {
        using var folder = new Folder();
        Shell.MustRun(folder.Path, Path.Combine(Shell.Source, "gate"), Library.File);
    }

    private static (int Status, string Said) Gate(Folder folder, string code, params string[] options)
    {
        var source = folder.Write("library.c", Exports + code);
        Shell.MustRun(folder.Path, "gcc", ["-shared", "-fPIC", "-nostdlib", source, "-o", "library.so", .. options]);
        return Shell.Run(folder.Path, Path.Combine(Shell.Source, "gate"), "library.so");
    }
}
