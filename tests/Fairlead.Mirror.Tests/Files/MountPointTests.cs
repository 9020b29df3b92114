using Fairlead.Linux;
using Fairlead.Mirror.Feed.Files;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Tests.Files;

/// <summary>Where file systems come to stand, and whose file is seen in them.</summary>
public sealed class MountPointTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("fairlead-points-").FullName;

    public MountPointTests()
    {
        Directory.CreateDirectory(_here + "/app/sub");
        Directory.CreateDirectory(_here + "/run/inner");
        File.WriteAllText(_here + "/file", "");
        File.CreateSymbolicLink(_here + "/alias", "run");
    }

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Theory]
    [InlineData("app", "app")]
    [InlineData("file", "file")]
    [InlineData("run/secrets/token", "run")]
    [InlineData("alias/secrets", "run")]
    [InlineData("app/*.conf", "app")]
    [InlineData("none/*", "")]
    public void A_pattern_is_served_where_it_is_or_by_the_folder_above(string pattern, string expected) =>
        Assert.Equal([Here(expected)], Points($"{pattern}=Read"));

    [Fact]
    public void What_is_to_be_absent_is_taken_out_of_the_folder_above() => Assert.Equal([Here("app")], Points("app/sub=Absent"));

    [Fact]
    public void A_file_here_that_is_a_folder_there_is_served_by_the_folder_above() =>
        Assert.Equal([Here("")], Points(_ => StatConstants.S_IFDIR, "file=Read"));

    [Fact]
    public void A_point_inside_another_one_s_files_is_not_needed() =>
        Assert.Equal([Here("app")], Points("app/sub=Write", "app=Read"));

    [Fact]
    public void A_point_below_a_folder_of_this_machine_s_own_stands_by_itself() =>
        Assert.Equal([Here(""), Here("run")], Points("none=Read", "run/secrets=Read"));

    [Fact]
    public void Folders_that_nothing_of_the_target_s_is_in_are_this_machine_s_own()
    {
        var view = View("none=Read", "app/*.conf=Read");
        var points = MountPoint.Find(view.Patterns, _ => 0);
        Assert.Equal(["app", "run"], points[0].OwnEntries().Order());
        Assert.Equal(["sub"], points[1].OwnEntries());
    }

    [Fact]
    public void A_name_that_a_link_leads_to_is_the_target_s_under_the_name_that_was_written()
    {
        var view = View("alias/secrets=Read");
        Assert.Equal(new FilePlace(FileOwner.Target, Here("alias/secrets/x"), IsWritable: false), view.Place(Here("run/secrets/x")));
        Assert.Equal(FileOwner.Both, view.Place(Here("run")).Owner);
        Assert.Equal(FileOwner.Here, view.Place(Here("run/other")).Owner);
    }

    private IEnumerable<string> Points(params string[] statements) =>
        Points(path => path == Here("file") ? (uint)StatConstants.S_IFREG : StatConstants.S_IFDIR, statements);

    private IEnumerable<string> Points(Func<string, uint> there, params string[] statements) =>
        MountPoint.Find(View(statements).Patterns, there).Select(point => point.Path);

    private FileView View(params string[] statements) => new(Array.ConvertAll(statements, text => new FilesStatement(
        $"{_here}/{text[..text.IndexOf('=')]}", Enum.Parse<FileHandling>(text[(text.IndexOf('=') + 1)..]))));

    private string Here(string path) => path.Length == 0 ? _here : $"{_here}/{path}";
}
