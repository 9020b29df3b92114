using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary>
/// What a service manager passes works through fairlead: sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3).
/// </summary>
public sealed class ServiceManagerTests
{
    public static TheoryData<string> Starts => [.. Preserved.Engines, "fairlead run --engine seccomp --same-pid --bind 127.0.0.7 --"];

    [Theory, MemberData(nameof(Starts))]
    public async Task LISTEN_PID_names_the_program(string start)
    {
        var run = await Sandbox.Run($"""
            python3 $PROGRAMS/activate.py a:b {start} \
                sh -c 'echo $LISTEN_FDS $LISTEN_FDNAMES; [ $LISTEN_PID = $$ ] && echo mine; exec ls -x /proc/self/fd'
            """);
        Assert.Equal("2 a:b\nmine\n0  1  2  3  4  5\n", run.Output);
    }

    [Theory, MemberData(nameof(Starts))]
    public async Task WATCHDOG_PID_names_the_program(string start)
    {
        var run = await Sandbox.Run($"""
            sh -c 'WATCHDOG_PID=$$ WATCHDOG_USEC=1000 exec {start} sh -c "[ \$WATCHDOG_PID = \$\$ ] && echo mine"'
            """);
        Assert.Equal("mine\n", run.Output);
    }

    [Theory, InlineData("LISTEN_PID=1 LISTEN_FDS=1"), InlineData("WATCHDOG_PID=1")]
    public Task Variables_that_name_another_process_are_left(string variables) =>
        Preserved.Check($"{variables} $UNDER env | grep -E 'LISTEN|WATCHDOG'");

    [Theory, MemberData(nameof(Starts))]
    public async Task Notifications_reach_the_manager(string start)
    {
        var run = await Sandbox.Run($"""
            python3 $PROGRAMS/manager.py 3 {start} \
                sh -c 'for m in READY=1 STATUS=well STOPPING=1; do python3 $PROGRAMS/notify.py $m; done'
            """);
        Assert.Equal("READY=1\nSTATUS=well\nSTOPPING=1\nstatus 0\n", run.Output);
    }

    [Theory, MemberData(nameof(Starts))]
    public async Task Notification_comes_from_the_process_that_the_manager_started(string start)
    {
        var run = await Sandbox.Run($"""
            python3 $PROGRAMS/manager.py --main 1 {start} python3 $PROGRAMS/notify.py READY=1
            """);
        Assert.Equal("READY=1\nfrom main\nstatus 0\n", run.Output);
    }

    [Theory, MemberData(nameof(Starts))]
    public async Task Descriptors_of_a_notification_reach_the_manager(string start)
    {
        var run = await Sandbox.Run($"python3 $PROGRAMS/manager.py 1 {start} python3 $PROGRAMS/notify.py FDSTORE=1 1");
        Assert.Equal("FDSTORE=1 and 1 descriptor\nstatus 0\n", run.Output);
    }

    [Theory, MemberData(nameof(Starts))]
    public async Task Last_notification_is_not_lost_when_the_program_ends_at_once(string start)
    {
        var run = await Sandbox.Run($"""
            for i in 1 2 3 4 5; do python3 $PROGRAMS/manager.py 1 {start} python3 $PROGRAMS/notify.py READY=1; done \
                | grep -c READY
            """);
        Assert.True(run.Output == "5\n", $"{run.Output}{run.Error}");
    }

    [Theory, InlineData("seccomp"), InlineData("preload")]
    public async Task Passed_socket_is_given_to_a_program_that_knows_nothing_of_activation(string engine)
    {
        var run = await Sandbox.Run($$"""
            python3 $PROGRAMS/activate.py web fairlead run --engine {{engine}} -r 'bind tcp any:8080 to activated:web' -- \
                sh -c 'echo ${LISTEN_FDS-no} >env; exec python3 $PROGRAMS/accept.py out' &
            wait_for test -s port
            echo hello | socat - TCP:127.0.0.1:$(cat port),retry=50,interval=0.1; cat env
            """);
        Assert.Equal("heard hello\nno\n", run.Output);
    }
}
