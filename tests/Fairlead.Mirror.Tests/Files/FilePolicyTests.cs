using Fairlead.Mirror.Agent.Files;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Tests.Files;

/// <summary>Whose a path is.</summary>
public sealed class FilePolicyTests
{
    private readonly FilePolicy _policy = new(
    [
        ("/app/tmp", FileHandling.Local), ("/app/*.key", FileHandling.Absent), ("/app/data", FileHandling.Write),
        ("/app", FileHandling.Read), ("/home/*/.config/x", FileHandling.Read),
    ]);

    [Theory]
    [InlineData("/app/tmp/file", FileHandling.Local)]
    [InlineData("/app/a.key", FileHandling.Absent)]
    [InlineData("/app/sub/a.key", FileHandling.Read)]
    [InlineData("/app/data/deep/file", FileHandling.Write)]
    [InlineData("/app", FileHandling.Read)]
    [InlineData("/application", null)]
    [InlineData("/", null)]
    public void The_first_pattern_that_covers_a_path_decides(string path, FileHandling? expected)
    {
        Assert.Equal(expected, _policy.Handling(path));
        Assert.Equal(expected == FileHandling.Write, _policy.IsWritable(path));
    }

    [Theory]
    [InlineData("/", 2)]
    [InlineData("/home", 4)]
    [InlineData("/home/me/.config", 4)]
    [InlineData("/home/me/.config/x", -1)]
    [InlineData("/home/me/other", -1)]
    [InlineData("/app", 2)]
    [InlineData("/app/tmp", -1)]
    public void Folders_lead_to_the_target_s_files(string folder, int expected) => Assert.Equal(expected, _policy.FindBelow(folder));

    [Theory]
    [InlineData("/a/b", "c", "/a/b/c")]
    [InlineData("/a/b", "../c", "/a/c")]
    [InlineData("/a", "../../../c/./d/", "/c/d")]
    [InlineData("/a/b", "/c//d", "/c/d")]
    [InlineData("/", "x", "/x")]
    public void Links_lead_where_their_words_say(string folder, string text, string expected) =>
        Assert.Equal(expected, FilePath.Follow(folder, text));

    [Theory]
    [InlineData("/", "a", "/a")]
    [InlineData("/a", "b", "/a/b")]
    public void A_name_is_joined_and_taken_apart(string folder, string name, string path)
    {
        Assert.Equal(path, FilePath.Join(folder, name));
        Assert.Equal(folder, FilePath.Folder(path));
        Assert.Equal(name, FilePath.Name(path));
    }

    [Fact]
    public void Names_that_are_no_UTF_8_stay_as_they_are()
    {
        const string name = "/\u00ff\u00fe";
        Assert.Equal([0xFF, 0xFE, 0], FilePath.BelowRoot(name));
        Assert.Equal("/ü", FilePath.ForPeople(FilePath.FromPeople("/ü")));
    }
}
