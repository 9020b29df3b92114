using Fairlead.Engines.Launch;

namespace Fairlead.Engines.Tests.Launch;

public sealed class ProgramFileTests : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-").FullName;

    public ProgramFileTests()
    {
        Directory.CreateDirectory($"{_folder}/empty");
        Directory.CreateDirectory($"{_folder}/plain");
        Directory.CreateDirectory($"{_folder}/good/folder");
        Create("plain/tool", Readable);
        Create("good/tool", Readable | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("good/tool", 0)]
    [InlineData("plain/tool", 126)]
    [InlineData("good/folder", 126)]
    [InlineData("good", 126)]
    [InlineData("good/missing", 127)]
    [InlineData("missing/tool", 127)]
    [InlineData("good/tool/below", 127)]
    [InlineData("good/tool/", 127)]
    public void Path_is_judged_as_it_is(string path, int status)
    {
        Assert.Equal(status, ProgramFile.Find($"{_folder}/{path}", searchPath: null, out var file));
        Assert.Equal($"{_folder}/{path}", file);
    }

    [Theory]
    [InlineData("tool", "empty good", 0)]
    [InlineData("tool", "plain good", 0)]
    [InlineData("tool", "plain empty", 126)]
    [InlineData("tool", "empty plain", 126)]
    [InlineData("folder", "good", 126)]
    [InlineData("missing", "good plain", 127)]
    [InlineData("tool", "empty", 127)]
    [InlineData("", "good", 127)]
    public void Name_is_looked_up_in_the_search_path(string name, string folders, int status)
    {
        var path = string.Join(':', folders.Split(' ').Select(folder => $"{_folder}/{folder}"));
        Assert.Equal(status, ProgramFile.Find(name, path, out var file));
        Assert.Equal(status == 0 ? $"{_folder}/good/{name}" : name, file);
    }

    [Fact]
    public void Shell_is_found_when_there_is_no_search_path()
    {
        Assert.Equal(0, ProgramFile.Find("sh", searchPath: null, out var file));
        Assert.Equal("/bin/sh", file);
    }

    private void Create(string name, UnixFileMode mode)
    {
        File.WriteAllText($"{_folder}/{name}", "#!/bin/sh\n");
        File.SetUnixFileMode($"{_folder}/{name}", mode);
    }
}
