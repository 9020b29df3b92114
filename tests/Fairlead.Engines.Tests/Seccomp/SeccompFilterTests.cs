using Fairlead.Engines.Seccomp;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Tests.Seccomp;

public class SeccompFilterTests
{
    private const int AllTraps = ((int)Traps.FastOpen << 1) - 1;

    // read write poll readv writev sendfile recvfrom recvmsg shutdown epoll_wait recvmmsg, and their like.
    private static readonly uint[] s_dataPath64 = [0, 1, 7, 19, 20, 40, 45, 47, 48, 232, 281, 275, 299];
    private static readonly uint[] s_dataPath32 = [3, 4, 145, 146, 168, 187, 256, 313, 337, 371, 372, 373];

    // send recv recvfrom shutdown recvmsg recvmmsg.
    private static readonly uint[] s_dataPathInner = [9, 10, 12, 13, 17, 19];

    private static readonly FilterInput[] s_inputs = [.. Inputs()];

    [Fact]
    public void Filter_of_every_set_of_traps_answers_every_call_as_stated()
    {
        for (var bits = 0; bits <= AllTraps; bits++)
        {
            var traps = (Traps)bits;
            var filter = SeccompFilter.Build(traps);
            foreach (var input in s_inputs)
            {
                var (expected, actual) = (FilterModel.Expect(traps, input), FilterRunner.Run(filter, input));
                if (expected != actual)
                {
                    Assert.Fail($"{traps}: {input}: {actual}, expected {expected}");
                }
            }
        }
    }

    [Fact]
    public void Data_path_is_never_stopped()
    {
        var filter = SeccompFilter.Build((Traps)AllTraps);
        Assert.All(s_dataPath64, number => Assert.Equal(Answer.Allow, FilterRunner.Run(filter, new(Abi.X64, number))));
        Assert.All(s_dataPath32, number => Assert.Equal(Answer.Allow, FilterRunner.Run(filter, new(Abi.I386, number))));
        Assert.All(
            s_dataPathInner, number => Assert.Equal(Answer.Allow, FilterRunner.Run(filter, new(Abi.I386, FilterModel.SocketCall, number))));
    }

    [Fact]
    public void Only_io_uring_and_foreign_calls_are_refused_when_nothing_is_trapped()
    {
        var filter = SeccompFilter.Build(Traps.None);
        foreach (var input in s_inputs)
        {
            var isRefused = input.Abi is Abi.X32 or Abi.Foreign || input.Number == 425;
            Assert.Equal(isRefused ? Answer.NoSuchCall : Answer.Allow, FilterRunner.Run(filter, input));
        }
    }

    [Theory]
    [InlineData(0ul, Answer.Allow)]
    [InlineData(1ul, Answer.Notify)]
    [InlineData(0x7FFF_0000_0000ul, Answer.Notify)]
    [InlineData(0x8000_0000ul, Answer.Notify)]
    public void Datagram_is_stopped_only_when_it_names_an_address(ulong address, Answer expected) =>
        Assert.Equal(expected, FilterRunner.Run(SeccompFilter.Build(Traps.Send), new(Abi.X64, 44, A4: address)));

    [Fact]
    public void Filter_is_short()
    {
        // What the kernel runs for each call that it does not know the answer of.
        Assert.InRange(SeccompFilter.Build(Traps.Bind).Length, 1, 20);
        Assert.InRange(SeccompFilter.Build((Traps)AllTraps).Length, 1, 100);
    }

    private static IEnumerable<FilterInput> Inputs()
    {
        foreach (var abi in Enum.GetValues<Abi>())
        {
            for (var number = 0u; number <= 500; number++)
            {
                yield return new FilterInput(abi, number);
            }
        }
        yield return new FilterInput(Abi.X32, uint.MaxValue);
        for (var inner = 0u; inner <= 30; inner++)
        {
            yield return new FilterInput(Abi.I386, FilterModel.SocketCall, inner);
        }
        foreach (var (abi, number) in FilterModel.X64.Keys.Select(n => (Abi.X64, n)).Concat(FilterModel.I386.Keys.Select(n => (Abi.I386, n))))
        {
            foreach (var input in Arguments(abi, number))
            {
                yield return input;
            }
        }
    }

    // Each argument that a filter could look at, with values around what it looks for.
    private static IEnumerable<FilterInput> Arguments(Abi abi, uint number)
    {
        foreach (var level in (ulong[])[0, 1, 6, 41, 0xFFFF_FFFF])
        {
            yield return new FilterInput(abi, number, A1: level);
        }
        foreach (var flags in (ulong[])[0, FilterModel.FastOpenFlag, FilterModel.FastOpenFlag | 0x4040, ~(ulong)FilterModel.FastOpenFlag & 0xFFFF_FFFF])
        {
            foreach (var address in (ulong[])[0, 1, 0xFFFF_FFFF])
            {
                yield return new FilterInput(abi, number, A2: flags, A4: address);
                yield return new FilterInput(abi, number, A3: flags, A4: address);
            }
        }
    }
}
