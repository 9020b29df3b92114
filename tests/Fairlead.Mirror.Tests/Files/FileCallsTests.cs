using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Tests.Files;

/// <summary>What is done with files below a root, and what is not.</summary>
public sealed class FileCallsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fairlead-files-").FullName;
    private readonly FileCalls _calls;

    public FileCallsTests()
    {
        Directory.CreateDirectory(_root + "/read/sub");
        Directory.CreateDirectory(_root + "/write");
        Directory.CreateDirectory(_root + "/etc");
        File.WriteAllText(_root + "/read/file", "of the target");
        File.WriteAllText(_root + "/etc/passwd", "of the root");
        const int flags = FcntlConstants.O_PATH | FcntlConstants.O_DIRECTORY | FcntlConstants.O_CLOEXEC;
        var root = LinuxException.Check(Libc.open(Libc.CString(_root), flags), "open");
        _calls = new FileCalls(root, new FilePolicy([("/write", FileHandling.Write), ("/read", FileHandling.Read)]));
    }

    public void Dispose()
    {
        _calls.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("../../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    public void A_link_never_leads_out_of_the_root(string text)
    {
        File.CreateSymbolicLink(_root + "/read/link", text);
        var opened = Do(new FileMessage(FileCall.Open, "/read/link"), out var bytes);
        Assert.Equal(Errno.None, opened);
        Assert.Equal("of the root"u8, bytes.AsSpan(Marshal.SizeOf<fuse_attr>()));
    }

    [Fact]
    public void A_link_is_shown_as_one_only_where_its_words_lead_to_the_same_file()
    {
        File.CreateSymbolicLink(_root + "/read/inside", "/read/file");
        File.CreateSymbolicLink(_root + "/read/outside", "/etc/passwd");
        File.CreateSymbolicLink(_root + "/read/nowhere", "/none");
        File.CreateSymbolicLink(_root + "/etc/here", "/read/sub");
        File.CreateSymbolicLink(_root + "/read/over", "../etc/here/../file");
        Assert.Equal(StatConstants.S_IFLNK, Kind("/read/inside"));
        Assert.Equal(StatConstants.S_IFREG, Kind("/read/outside"));
        Assert.Equal(StatConstants.S_IFLNK, Kind("/read/nowhere"));
        Assert.Equal(StatConstants.S_IFREG, Kind("/read/over"));
    }

    [Theory]
    [InlineData(FileCall.Create)]
    [InlineData(FileCall.MakeFolder)]
    [InlineData(FileCall.Unlink)]
    [InlineData(FileCall.RemoveFolder)]
    [InlineData(FileCall.Set)]
    [InlineData(FileCall.Rename)]
    [InlineData(FileCall.Link)]
    [InlineData(FileCall.MakeLink)]
    [InlineData(FileCall.MakeNode)]
    public void What_is_to_be_read_is_not_changed_whoever_asks(string call)
    {
        Assert.Equal(Errno.EROFS, Do(new FileMessage(call, "/read/file", To: "/write/file"), out _));
        Assert.Equal("of the target", File.ReadAllText(_root + "/read/file"));
    }

    [Fact]
    public void A_file_is_not_opened_to_write_or_moved_where_it_may_only_be_read()
    {
        File.WriteAllText(_root + "/write/file", "");
        Assert.Equal(Errno.EROFS, Do(new FileMessage(FileCall.Open, "/read/file", Flags: FcntlConstants.O_RDWR), out _));
        Assert.Equal(Errno.EROFS, Do(new FileMessage(FileCall.Rename, "/write/file", To: "/read/new"), out _));
        Assert.Equal(Errno.None, Do(new FileMessage(FileCall.Rename, "/write/file", To: "/write/new"), out _));
    }

    [Theory]
    [InlineData("/etc/passwd", Errno.EACCES)]
    [InlineData("/etc", Errno.EACCES)]
    [InlineData("/", Errno.None)]
    [InlineData("/read/none", Errno.ENOENT)]
    public void What_no_pattern_is_about_is_not_told(string path, Errno expected) =>
        Assert.Equal(expected, Do(new FileMessage(FileCall.Stat, path), out _));

    [Fact]
    public void A_handle_reads_the_file_that_was_opened()
    {
        using var opened = _calls.Do(new FileMessage(FileCall.Open, "/read/file"), []);
        File.Delete(_root + "/read/file");
        File.WriteAllText(_root + "/read/file", "another");
        Assert.Equal(Errno.None, Do(new FileMessage(FileCall.Read, "", Handle: opened.Handle, Offset: 3, Length: 100), out var bytes));
        Assert.Equal("the target"u8, bytes);
        Assert.Equal(Errno.None, Do(new FileMessage(FileCall.Close, "", Handle: opened.Handle), out _));
        Assert.Equal(Errno.EBADF, Do(new FileMessage(FileCall.Read, "", Handle: opened.Handle, Length: 1), out _));
    }

    [Fact]
    public void Unknown_calls_are_refused() => Assert.Equal(Errno.ENOSYS, Do(new FileMessage("format", "/read"), out _));

    private int Kind(string path)
    {
        using var result = _calls.Do(new FileMessage(FileCall.Stat, path), []);
        return (int)result.Mode & StatConstants.S_IFMT;
    }

    private Errno Do(FileMessage question, out byte[] bytes)
    {
        using var result = _calls.Do(question, []);
        bytes = result.Bytes.ToArray();
        return result.Errno;
    }
}
