using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

public sealed class InheritedStateTests
{
    [Theory, InlineData("ignore=HUP"), InlineData("ignore=INT,QUIT"), InlineData("ignore=TERM")]
    [InlineData("ignore=PIPE")]
    [InlineData("ignore=USR1"), InlineData("block=HUP,INT"), InlineData("block=TERM,PIPE")]
    [InlineData("block=CHLD"), InlineData("block=USR1 ignore=TSTP,TTOU"), InlineData("ignore=HUP,TERM block=HUP,TERM")]
    public async Task Dispositions_and_mask_are_the_callers(string state)
    {
        var run = await Preserved.Check($"""
            python3 $PROGRAMS/caller.py {state} -- $UNDER cat /proc/self/status | grep -E '^Sig(Blk|Ign|Cgt)'
            """);
        Assert.Equal(3, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public Task Dispositions_are_default_when_the_caller_changed_none() =>
        Preserved.Check("""
            $UNDER cat /proc/self/status | grep -E '^Sig(Ign|Cgt)' | cut -f 2
            """, "0000000000000000\n0000000000000000");

    [Fact]
    public Task Limits_are_the_callers() => Preserved.Check("$UNDER cat /proc/self/limits");

    [Theory, InlineData(64), InlineData(1024), InlineData(3000)]
    public Task Soft_limit_of_open_files_is_the_callers(int files) =>
        Preserved.Check($"ulimit -Sn {files}; $UNDER bash -c 'ulimit -Sn'", $"{files}");

    [Fact]
    public Task Hard_limit_of_open_files_is_the_callers() =>
        Preserved.Check("ulimit -n 2000; $UNDER bash -c 'ulimit -Sn; ulimit -Hn'", "2000\n2000");

    [Fact]
    public Task No_descriptor_is_added() => Preserved.Check("$UNDER ls /proc/self/fd", "0\n1\n2\n3");

    [Fact]
    public Task Descriptors_of_the_caller_keep_their_numbers() =>
        Preserved.Check("""
            echo seven >f
            $UNDER sh -c 'ls -x /proc/self/fd; cat <&7' 7<f 9<f
            """, "0  1  2  3  7  9\nseven");

    [Fact]
    public Task Environment_is_the_callers() =>
        Preserved.Check("env -u UNDER ODD=$'a\\xff\\nb' EMPTY= FAIR=1 $UNDER env -0 | grep -zvE '^(LD_PRELOAD|FAIRLEAD_RULES)=' | sort -z | od -c | tail -n 40");

    // The script at the root is a shell script, and a shell drops both.
    [Theory, InlineData("python3 $PROGRAMS/caller.py ignore=CHLD -- $UNDER grep SigIgn /proc/self/status")]
    [InlineData("env -i PATH=$PATH dotted.name=1 'BASH_FUNC_f%%=() { true; }' $UNDER env")]
    public async Task Ignored_SIGCHLD_and_odd_names_survive_without_the_script(string script)
    {
        var bare = await Sandbox.Run(script, ("UNDER", ""));
        var under = await Sandbox.Run(script, ("UNDER", $"{Installed.Folder}/artifacts/fairlead/{Preserved.Under}"));
        Assert.Equal(bare, under);
    }

    [Fact]
    public async Task No_variable_of_fairlead_is_left()
    {
        var run = await Sandbox.Run($"{Preserved.Under} env");
        Assert.DoesNotContain("FAIRLEAD", run.Output);
    }

    [Fact]
    public Task Folder_umask_and_niceness_are_the_callers() =>
        Preserved.Check("mkdir d; cd d; umask 027; nice -n 5 $UNDER sh -c 'pwd; umask; nice'", "/mnt/d\n0027\n5");

    [Fact]
    public Task Process_group_and_session_are_the_callers() =>
        Preserved.Check("""
            $UNDER python3 -c 'import os; print(os.getpgid(0) == os.getpgid(1), os.getsid(0) == os.getsid(1))'
            """);

    [Theory, InlineData("Umask|Groups|Uid|Gid|Cap...|Speculation.*|Cpus_allowed"), InlineData("NoNewPrivs")]
    public Task Credentials_are_the_callers_for_root(string fields)
    {
        Requires.Root();
        return Preserved.Check($"$UNDER grep -E '^({fields}):' /proc/self/status");
    }

    [Fact]
    public Task Oom_score_affinity_scheduler_and_personality_are_the_callers() => Preserved.Check("""
        echo 100 >/proc/self/oom_score_adj
        taskset 1 setarch -R $UNDER \
            sh -c 'cat /proc/self/oom_score_adj /proc/self/personality; taskset -p $$ | sed "s/.*://"'
        """, "100\n00040000\n 1");

    [Fact]
    public Task Death_signal_is_not_inherited_by_children() => Preserved.Check("""
        look='import ctypes; n = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)'
        $UNDER sh -c 'python3 -c "$0" & wait' "$look"
        """, "0");
}
