namespace Fairlead.E2E.Mirror;

/// <summary>What becomes of the program's files when something ends, and where they cannot be shown.</summary>
public sealed class FilesEndTests
{
    // Reads a file every 50 ms until it cannot, and says how long the last try took.
    private const string Reader = """
        mkdir -p app far/mnt/app; echo there > far/mnt/app/conf
        cat > read <<'P'
        import os, signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            start = time.monotonic()
            try:
                open("app/conf").read()
            except OSError as e:
                print(e.strerror, "at once" if time.monotonic() - start < 1 else "late", flush=True)
                break
            print("read", flush=True)
            time.sleep(0.05)
        P

        """;

    [Fact]
    public Task Agent_killed() => FilesSandbox.Check(Reader + """
        files --files /mnt/app=read -- python3 read > out 2>err & M=$!
        wait_for grep -q read out
        kill -9 $(agent); wait $M
        tail -1 out; grep -c 'agent is gone' err
        """, "Transport endpoint is not connected at once\n1\n");

    [Fact]
    public Task Fairlead_killed() => FilesSandbox.Check(Reader + """
        fairlead mirror --target pid:$T -r 'connect tcp 192.0.2.1 deny EACCES' --files /mnt/app=read -- sh -c 'python3 read & wait' > out 2>err & M=$!
        wait_for grep -q read out
        kill -9 $M; wait_for grep -q 'at once' out; wait_for gone fairlead
        tail -1 out | grep -c 'at once'; pgrep -a fairlead
        """, "1\n");

    [Fact]
    public Task A_program_that_waits_for_a_stalled_target_can_be_killed() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app; echo there > far/mnt/app/conf
        files --files /mnt/app=read -- sh -c 'echo ready; while [ ! -e now ]; do sleep 0.02; done; exec cat app/conf' > out & M=$!
        wait_for grep -q ready out; A=$(agent); kill -STOP $A; touch now
        wait_for pgrep -x cat; sleep 0.2; C=$(pgrep -x cat)
        kill -TERM $C; wait_for gone cat; wait_for [ ! -e /proc/$C ] && echo ended; kill -CONT $A; wait $M; echo $?
        """, "ended\n143\n");

    [Fact]
    public Task A_user_without_rights_gets_a_user_namespace() => FilesSandbox.Check("""
        mount -t tmpfs -o dev none /srv; mknod -m 666 /srv/fuse c 10 229; mount --bind /srv/fuse /dev/fuse
        mkdir -m 777 there; echo there > there/file
        cat > session <<'S'
        fairlead mirror --engine seccomp --target "exec:fairlead agent" -r 'connect tcp 192.0.2.1 deny EACCES' --files /mnt/there=write \
            -- sh -c 'id -u; cat there/file; echo new > there/new; stat -c %u there/new; grep -c "fuse fairlead" /proc/self/mountinfo'
        S
        setpriv --reuid 1234 --regid 1234 --clear-groups bash session 2>&1
        stat -c %u there/new
        """, "1234\nthere\n1234\n1\n1234\n");

    [Fact]
    public Task Without_dev_fuse_nothing_is_started() => FilesSandbox.Check("""
        mkdir -p app far/mnt/app; mount -t tmpfs -o dev none /srv; mknod -m 666 /srv/null c 1 3; mount --move /srv /dev
        files --files /mnt/app=read -- touch started 2>&1; echo $?; ls started 2>&1
        """, """
        fairlead: the target's files cannot be shown to the program: open of /dev/fuse: ENOENT: the kernel's FUSE is not here: `modprobe fuse`; in a container, give it the device (--device /dev/fuse)
        125
        ls: cannot access 'started': No such file or directory

        """);
}
