namespace Fairlead.E2E.Harness;

/// <summary>Skips a test where the host lacks what it needs.</summary>
internal static class Requires
{
    public static void Root() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

    public static void File(string path) => Assert.SkipUnless(System.IO.File.Exists(path), $"needs {path}");
}
