namespace Fairlead.Mirror.Tests.Targets;

/// <summary>A shell that finds some tools only, and has functions that take the place of others.</summary>
internal sealed class ToolFolder : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory($"/var/tmp/fairlead-tools-{Guid.NewGuid():N}").FullName;

    /// <param name="function">What <c>NAME() { ... }</c> a tool of its own is; empty: none.</param>
    /// <param name="tools">What is in PATH; none: all.</param>
    public ToolFolder(string function, params string[] tools)
    {
        foreach (var tool in tools)
        {
            File.CreateSymbolicLink(Path.Combine(_folder, tool), tool == "sh" ? "/bin/dash" : "/bin/busybox");
        }
        if (function.Length > 0)
        {
            var name = function[..function.IndexOf('(')];
            var file = Path.Combine(_folder, name);
            File.WriteAllText(file, $"#!/bin/sh\n{function}\n{name} \"$@\"\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Shell = $"PATH={_folder}{(tools.Length == 0 ? ":$PATH" : "")} exec /bin/dash";
    }

    public string Shell { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
