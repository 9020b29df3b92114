using System.Reflection;

namespace Fairlead.Layer.Tests;

/// <summary>The library of this build.</summary>
internal static class Library
{
    public static string File { get; } = typeof(Library).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Library").Value!;
}
