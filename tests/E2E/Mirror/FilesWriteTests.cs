namespace Fairlead.E2E.Mirror;

/// <summary>Programs change the target's files.</summary>
public sealed class FilesWriteTests
{
    [Theory, InlineData("/mnt/app"), InlineData("/fairlead-data")]
    public Task Files_are_changed_in_every_way(string folder) => FilesSandbox.Check($$"""
        mkdir -p far{{folder}}
        files --files {{folder}}=write -- python3 $PROGRAMS/files-writer.py {{folder}}/new
        ls -a far{{folder}}
        """, "ok\n.\n..\n");

    [Fact]
    public Task What_is_to_be_read_is_not_written_though_a_folder_above_may_be() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app/fixed; echo fixed > far/mnt/app/fixed/file
        files --files /mnt/app/fixed=read --files /mnt/app=write -- sh -c '
            echo x > app/new; echo x > app/fixed/file; mv app/new app/fixed/; rmdir app/fixed; rm -r app/fixed; ls app' 2>&1
        cat far/mnt/app/fixed/file
        """, """
        sh: 2: cannot create app/fixed/file: Read-only file system
        mv: cannot move 'app/new' to 'app/fixed/new': Read-only file system
        rmdir: failed to remove 'app/fixed': Read-only file system
        rm: cannot remove 'app/fixed/file': Read-only file system
        fixed
        new
        fixed

        """);
}
