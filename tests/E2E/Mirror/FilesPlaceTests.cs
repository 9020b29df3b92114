namespace Fairlead.E2E.Mirror;

/// <summary>Which names are the target's, and which are this machine's.</summary>
public sealed class FilesPlaceTests
{
    [Fact]
    public Task A_folder_that_is_not_here_is_seen_and_its_neighbours_stay() => FilesSandbox.Check("""
        mkdir -p run/inner far/mnt/run/secrets; echo there > far/mnt/run/secrets/token; echo other > far/mnt/run/other
        echo beside > run/beside; echo deep > run/inner/deep
        python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.bind("run/socket"); s.listen()
        while True: s.accept()[0].sendall(b"answer\n")' & S=$!
        wait_for [ -S run/socket ]
        cat > use <<'P'
        import os, socket
        print(open("run/secrets/token").read(), open("run/beside").read(), open("run/inner/deep").read(), end="")
        with socket.socket(socket.AF_UNIX) as s:
            s.connect("run/socket")
            print(s.recv(100).decode(), end="")
        open("run/pid", "w").write("42")
        os.rename("run/pid", "run/pid2")
        os.mkdir("run/made")
        print(sorted(os.listdir("run")), os.path.exists("run/other"))
        P
        files --files /mnt/run/secrets=read -- python3 use
        cat run/pid2; ls run; kill $S
        """, """
        there
         beside
         deep
        answer
        ['beside', 'inner', 'made', 'pid2', 'secrets', 'socket'] False
        42beside
        inner
        made
        pid2
        socket

        """);

    [Fact]
    public Task A_folder_of_the_root_that_is_not_here_is_seen() => FilesSandbox.Check("""
        mkdir -p far/fairlead-data/in; echo there > far/fairlead-data/in/file
        files --files /fairlead-data=write -- sh -c 'cat /fairlead-data/in/file; echo new > /fairlead-data/new; ls -d /usr /proc/self /fair*'
        cat far/fairlead-data/new; ls -d /fairlead-data 2>&1
        """, """
        there
        /fairlead-data
        /proc/self
        /usr
        new
        ls: cannot access '/fairlead-data': No such file or directory

        """);

    [Fact]
    public Task Local_and_absent_are_taken_out_of_what_is_the_target_s() => FilesSandbox.Check("""
        mkdir -p app/tmp far/mnt/app/tmp far/mnt/app/deep
        echo here > app/tmp/x; echo here > app/gone; echo here > app/conf
        echo there > far/mnt/app/tmp/x; echo there > far/mnt/app/gone; echo there > far/mnt/app/conf; echo there > far/mnt/app/deep/s1
        files --files /mnt/app/tmp=local --files /mnt/app/gone=absent --files '/mnt/app/deep/s*=absent' --files /mnt/app=read -- sh -c '
            cat app/conf app/tmp/x; find app | sort; cat app/gone; echo new > app/tmp/new'  2>&1
        cat app/tmp/new
        """, """
        there
        here
        app
        app/conf
        app/deep
        app/tmp
        app/tmp/x
        cat: app/gone: No such file or directory
        new

        """);

    [Fact]
    public Task A_pattern_with_a_star_and_a_single_file() => FilesSandbox.Check("""
        mkdir -p site far/mnt/site; echo here > site/a.txt; echo here > site/b.conf; echo there > far/mnt/site/a.conf
        echo there > far/mnt/site/b.conf; echo here > one; echo there > far/mnt/one
        files --files '/mnt/site/*.conf=read' --files /mnt/one=read -- sh -c 'head site/* one'
        """, """
        ==> site/a.conf <==
        there

        ==> site/a.txt <==
        here

        ==> site/b.conf <==
        there

        ==> one <==
        there

        """);

    [Fact]
    public Task Own_files_keep_their_rights() => FilesSandbox.Check("""
        mkdir -p run far/mnt/run/secrets; echo secret > run/mine; chmod 600 run/mine; echo open > run/theirs
        files --files /mnt/run/secrets=read -- setpriv --reuid 1234 --regid 1234 --clear-groups sh -c '
            cat run/theirs; cat run/mine; touch run/new' 2>&1
        """, """
        open
        cat: run/mine: Permission denied
        touch: cannot touch 'run/new': Permission denied

        """);
}
