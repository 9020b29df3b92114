using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>Whether the loader will ignore the library is known before: the kernel's AT_SECURE is the judge.</summary>
public sealed class SecureExecutionTests
{
    private const string Programs = """
        printf '#include <stdio.h>\n#include <sys/auxv.h>\nint main(void) { printf("%%lu\\n", getauxval(AT_SECURE)); }\n' >c.c
        gcc c.c -o plain || exit 98
        for copy in root-user root-group user group group-no-x effective permitted inheritable none; do cp plain $copy; done
        chown 1000:1000 user group group-no-x && chmod 4755 root-user user && chmod 2755 root-group group && chmod 2745 group-no-x
        setcap cap_net_raw+ep effective; setcap cap_net_raw+p permitted; setcap cap_net_raw+i inheritable; setcap cap_net_raw= none
        # Not the script, as a shell makes the effective user the real one.
        fairlead=$(dirname $(command -v fairlead))/artifacts/fairlead/fairlead
        compare() {
            for program in plain root-user root-group user group group-no-x effective permitted inheritable none; do
                secure=$("$@" ./$program 2>/dev/null) || secure=not-executed
                under=$("$@" $fairlead run --engine preload --bind 127.0.0.7 -- ./$program 2>error) || under=$?
                case $secure,$under in
                0,0 | 1,125 | not-executed,*) ;;
                *) echo "$*: $program: AT_SECURE $secure, fairlead $under: $(cat error)" ;;
                esac
                echo "$program $secure" >>seen
            done
        }

        """;

    [Theory]
    [InlineData("env")]
    [InlineData("setpriv --no-new-privs")]
    [InlineData("setpriv --reuid=65534 --regid=65534 --clear-groups")]
    [InlineData("setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs")]
    [InlineData("setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all")]
    [InlineData("setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+net_raw")]
    [InlineData("setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+net_raw --ambient-caps=+net_raw")]
    [InlineData("setpriv --reuid=1000 --regid=1000 --clear-groups")]
    [InlineData("setpriv --ruid=65534")]
    [InlineData("setpriv --rgid=65534 --clear-groups")]
    public async Task Program_is_refused_where_the_kernel_makes_its_execution_a_secure_one(string who)
    {
        Requires.Root();
        Requires.File("/usr/sbin/setcap");
        var run = await Sandbox.Run($"{Programs}compare {who}; [ -s seen ] && echo done");
        Assert.Equal("done\n", run.Output);
    }

    [Fact]
    public async Task Mount_with_nosuid_makes_every_program_an_ordinary_one()
    {
        Requires.Root();
        var run = await Sandbox.Run($$"""
            {{Programs}}mount -o remount,nosuid /mnt
            compare setpriv --reuid=65534 --regid=65534 --clear-groups
            cut -d ' ' -f 2 seen | sort -u
            """);
        Assert.Equal("0\n", run.Output);
    }

    [Fact]
    public async Task Reason_is_told()
    {
        Requires.Root();
        Requires.File("/usr/sbin/setcap");
        var run = await Sandbox.Run($"""
            {Programs}for program in root-user effective; do
                setpriv --reuid=65534 --regid=65534 --clear-groups fairlead run --engine preload --bind 127.0.0.7 -- ./$program
            done
            """);
        Assert.Contains("preload: ./root-user: it is setuid or setgid: the loader ignores LD_PRELOAD then", run.Error);
        Assert.Contains("preload: ./effective: it has file capabilities: the loader ignores LD_PRELOAD then", run.Error);
    }
}
