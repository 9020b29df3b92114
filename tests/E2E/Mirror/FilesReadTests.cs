namespace Fairlead.E2E.Mirror;

/// <summary>Programs of all kinds find the target's files.</summary>
public sealed class FilesReadTests
{
    [Theory, InlineData("cgroup"), InlineData("seccomp"), InlineData("preload")]
    public Task Programs_find_the_target_s_files(string engine) => FilesSandbox.Check($$"""
        mkdir -p app far/mnt/app/sub; echo here > app/conf; echo there > far/mnt/app/conf; chmod 640 far/mnt/app/conf
        ln -s /mnt/app/conf far/mnt/app/link; ln -s /etc/outside far/mnt/app/out; echo outside > far/etc/outside
        ln -s /nowhere far/mnt/app/dangling
        files --engine {{engine}} --files /mnt/app=read -- bash -c '
            pwd; cat app/conf; stat -c "%A %s %n" app/[c-o]*; readlink app/link; cat app/link app/out
            cat app/none; echo x > app/new; rm app/conf; mkdir app/d; find app | sort | tr "\n" " "' 2>&1
        cat app/conf
        """, """
        /mnt
        there
        -rw-r----- 6 app/conf
        lrwxrwxrwx 8 app/dangling
        lrwxrwxrwx 13 app/link
        -rw-r--r-- 8 app/out
        /mnt/app/conf
        there
        outside
        cat: app/none: No such file or directory
        bash: line 3: app/new: Read-only file system
        rm: cannot remove 'app/conf': Read-only file system
        mkdir: cannot create directory ‘app/d’: Read-only file system
        app app/conf app/dangling app/link app/out app/sub here

        """);

    [Fact]
    public Task A_static_program_maps_a_file() => FilesSandbox.Check("""
        static reader <<'C'
        #include <fcntl.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        int main(int n, char **a)
        {
            struct stat s;
            int fd = open(a[1], O_RDONLY);
            fstat(fd, &s);
            char *p = mmap(0, s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
            fwrite(p, 1, s.st_size, stdout);
        }
        C
        echo mapped > far/mnt/file
        files --files /mnt/file=read -- ./reader /mnt/file
        """, "mapped\n");

    [Fact]
    public Task Hundred_MiB_are_equal() => FilesSandbox.Check("""
        head -c 104857600 /dev/urandom > far/mnt/big
        files --files /mnt/big=read -- sh -c 'sha256sum < /mnt/big' > got
        sha256sum < far/mnt/big | cmp - got && echo equal
        """, "equal\n");

    [Fact]
    public Task Five_thousand_entries_are_listed() => FilesSandbox.Check("""
        mkdir far/mnt/many; (cd far/mnt/many; seq 5000 | split -l 1 -a 4 - entry.)
        files --files /mnt/many=read -- sh -c 'cd /mnt/many; ls -l' > got
        (cd far/mnt/many; ls -l) | cmp - got && wc -l < got
        """, "5001\n");

    [Fact]
    public Task What_changes_at_the_target_is_seen_at_the_next_open() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app; echo 0 > far/mnt/app/conf
        cat > look <<'P'
        import os
        for i in range(100):
            open("far/mnt/app/conf", "w").write(str(i))
            assert open("app/conf").read() == str(i), i
        held = open("app/conf")
        for i in range(100):
            open("far/mnt/app/new", "w").write(f"renamed {i}")
            os.rename("far/mnt/app/new", "far/mnt/app/conf")
            assert open("app/conf").read() == f"renamed {i}", i
        print(held.read(), "still", os.path.exists("app/none"))
        P
        files --files /mnt/app=read -- python3 look
        """, "99 still False\n");

    [Fact]
    public Task A_small_file_comes_with_its_open() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app; head -c 7000 /dev/zero > far/mnt/app/cert
        cat > bytes <<'P'
        import os, signal, subprocess
        agent = int(subprocess.check_output(["pgrep", "-f", "fairlead agent"]))
        fd = os.open("app/cert", os.O_RDONLY)
        os.kill(agent, signal.SIGSTOP)
        n = 0
        while os.read(fd, 1):
            n += 1
        os.kill(agent, signal.SIGCONT)
        print(n)
        P
        files --files /mnt/app=read -- python3 bytes
        """, "7000\n");

    [Fact]
    public Task Files_of_proc_have_bytes_and_no_size() => FilesSandbox.Check("""
        mkdir far/proc; mount --rbind /proc far/proc
        files --files /proc/version=read -- sh -c 'wc -c < /proc/version; cat /proc/version' > got
        cat /proc/version | cmp - <(tail -n +2 got) && [ $(head -1 got) -gt 10 ] && echo equal
        """, "equal\n");

    [Fact]
    public Task The_rights_are_those_of_the_target_s_process() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app; chmod 777 far/mnt/app; echo secret > far/mnt/app/secret; chmod 600 far/mnt/app/secret
        files --files /mnt/app=write -- sh -c 'cat app/secret; echo mine > app/mine; stat -c "%u %g %a" app/mine' 2>&1
        """, "cat: app/secret: Permission denied\n1234 1235 644\n", "--userspec 1234:1235 far sleep 1000");
}
