using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>Where the library is not, or cannot be loaded, no program is started.</summary>
public sealed class LibraryTests
{
    private const string Copy = "cp -r \"$(dirname $(command -v fairlead))/artifacts/fairlead\"";
    private const string Run = "run --engine preload --bind 127.0.0.7 -- echo never";

    [Fact]
    public async Task Missing_library_is_told_with_what_helps()
    {
        var run = await Sandbox.Run($"{Copy} here; rm here/libfairlead.so; here/fairlead {Run}");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("preload: libfairlead.so is not beside fairlead: install binutils (objcopy, ld) and build again", run.Error);
    }

    [Theory]
    [InlineData("truncate -s 0 here/libfairlead.so")]
    [InlineData("truncate -s 8192 here/libfairlead.so")]
    [InlineData("echo no library >here/libfairlead.so")]
    [InlineData("echo 'int nothing;' >n.c; gcc -m32 -shared -nostdlib n.c -o here/libfairlead.so")]
    public async Task Damaged_library_and_one_for_another_machine_are_told(string damage)
    {
        var run = await Sandbox.Run($"{Copy} here; {damage} || exit 98; here/fairlead {Run}");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("preload: /mnt/here/libfairlead.so is damaged, or for another machine than x86-64: build again", run.Error);
    }

    [Theory, InlineData("a b"), InlineData("a$LIB")]
    public async Task Folder_that_the_loader_would_split_is_refused(string folder)
    {
        var run = await Sandbox.Run($"{Copy} '{folder}'; '{folder}/fairlead' {Run}");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("install Fairlead in another folder", run.Error);
    }

    [Fact]
    public async Task Folder_with_odd_bytes_is_fine()
    {
        var run = await Sandbox.Run($"{Copy} 'ö'; 'ö/fairlead' run --engine preload --bind 127.0.0.7 -- python3 $PROGRAMS/bind.py 0.0.0.0 80");
        Assert.Equal(new Outcome(0, "127.0.0.7:80\n", ""), run);
    }

    [Fact]
    public async Task Doctor_says_whether_it_can_be_loaded()
    {
        var run = await Sandbox.Run($"{Copy} here; here/fairlead doctor; rm here/libfairlead.so; here/fairlead doctor");
        Assert.Contains("preload: yes: /mnt/here/libfairlead.so can be loaded into programs", run.Output);
        Assert.Contains("preload: no: libfairlead.so is not beside fairlead", run.Output);
    }

    [Fact]
    public async Task Doctor_warns_where_other_users_cannot_read_the_library()
    {
        var run = await Sandbox.Run($"{Copy} here; here/fairlead doctor >readable; chmod 700 here; here/fairlead doctor >private; diff readable private");
        Assert.Contains(">   other users cannot read it: what the program starts as another user runs without rules", run.Output);
    }

    [Fact]
    public async Task Plan_says_what_is_hooked_and_what_is_not_reached()
    {
        var run = await Sandbox.Run("fairlead plan --engine preload -r 'bind tcp any:80 to :8080' -- /bin/sh");
        Assert.Equal("""
            engine: preload
            rules:
              1. bind tcp any:80 to :8080
            hooks: bind
            refuses: io_uring_setup (ENOSYS)
            stays: nothing; what the program starts inherits the library and the rules with the environment
            reaches: what calls the functions of a shared C library
            not: static programs, Go, direct system calls, io_uring, setuid programs, programs that get another environment
            program: /bin/sh: ELF x86-64, dynamic

            """, run.Output);
    }
}
