using Fairlead.Engines.Seccomp;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Seccomp;

public class RepeatedCallsTests
{
    [Fact]
    public void Call_is_repeated_when_all_of_it_is_the_same()
    {
        var calls = new RepeatedCalls(happen: true);
        Assert.False(calls.IsRepeated(Call()));
        calls.Note(Call());
        Assert.True(calls.IsRepeated(Call()));
    }

    [Fact]
    public void Call_is_new_when_anything_of_it_differs()
    {
        var calls = new RepeatedCalls(happen: true);
        calls.Note(Call());
        Assert.All(
            [Call(tid: 5), Call(tid: 4 + 1024), Call(number: 42), Call(place: 2), Call(a: 1), Call(b: 1), Call(c: 1)],
            call => Assert.False(calls.IsRepeated(call)));
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var calls = new RepeatedCalls(happen: true);
        calls.Note(Call(tid: 4));
        calls.Note(Call(tid: 5));
        Assert.True(calls.IsRepeated(Call(tid: 4)) && calls.IsRepeated(Call(tid: 5)));
    }

    private static unsafe TrappedCall Call(uint tid = 4, int number = 49, ulong place = 0, ulong a = 0, ulong b = 0, ulong c = 0)
    {
        seccomp_notif notif = new()
        {
            id = 1,
            pid = tid,
            data = new seccomp_data { nr = number, arch = SeccompConstants.AUDIT_ARCH_X86_64, instruction_pointer = place },
        };
        (notif.data.args[0], notif.data.args[1], notif.data.args[2]) = (a, b, c);
        var call = new TrappedCall(listener: -1);
        Assert.Equal(Errno.None, call.Load(notif));
        return call;
    }
}
