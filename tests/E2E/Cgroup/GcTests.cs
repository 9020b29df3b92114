namespace Fairlead.E2E.Cgroup;

/// <summary><c>gc</c> removes what programs have left behind, and nothing that is in use.</summary>
public sealed class GcTests
{
    [Fact]
    public async Task Empty_cgroups_of_runs_go_and_others_stay()
    {
        var run = await CgroupSandbox.Run("""
            mkdir $CG/mine $CG/fairlead.service
            fairlead run --engine cgroup --bind 127.0.0.7 -- true
            fairlead run --engine cgroup --bind 127.0.0.7 -- sleep 20 &
            fairlead run --engine cgroup --supervise --bind 127.0.0.7 -- sleep 20 &
            wait_for sh -c '[ $(pgrep -xc sleep) = 2 ]'
            mkdir -p $CG/mine/fairlead.7.0/inner
            fairlead gc | sed 's/[0-9][0-9]*/N/g' | sort; echo "$(ls -d $CG/*/ | wc -l) stay"
            fairlead gc
            """);
        Assert.Equal("removed cgroup /mine/fairlead.N.N\n4 stay\nnothing to remove\n", run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Rules_in_force_stay_and_so_does_the_program()
    {
        var run = await CgroupSandbox.Run("""
            service web
            fairlead attach --pid $S_PID -q -r 'bind tcp any to 127.0.0.7'
            fairlead gc; ask tcp 0.0.0.0 8080
            """);
        Assert.Equal("nothing to remove\n127.0.0.7:8080\n", run.Output);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_and_why()
    {
        var run = await CgroupSandbox.Run("""
            mkdir $CG/fairlead.7.0
            setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all fairlead gc; echo $?
            flock $CG/fairlead.7.0 fairlead gc; echo $?
            """);
        Assert.Equal("nothing to remove\n0\nnothing to remove\n0\n", run.Output);
        Assert.Contains("cannot remove cgroup /fairlead.7.0: EACCES: run as root", run.Error);
        Assert.Contains("cannot remove cgroup /fairlead.7.0: a program is being started in it", run.Error);
    }
}
