using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

public unsafe class RingBufferTests
{
    private const int Page = 4096;
    private readonly MapDefinition _counter = new("counter", MapKind.Array, 4, 8, 1);
    private readonly MapDefinition _ring = new("ring", MapKind.RingBuf, 0, 0, Page);

    [Fact]
    public void Records_of_a_program_wake_the_reader_and_come_in_order()
    {
        using var cgroup = new TestCgroup();
        using var rules = Rules(Hook.Connect4);
        using var buffer = new RingBuffer(rules.Map(_ring));
        Assert.False(IsReady(buffer));
        Assert.False(buffer.TryRead(out _));
        cgroup.Attach(rules.Programs[0]);
        cgroup.Connect(port: 1, times: 3);
        Assert.True(IsReady(buffer));
        Assert.Equal([0, 1, 2], Drain(buffer));
        Assert.False(IsReady(buffer));
    }

    [Fact]
    public void Buffer_goes_around_many_times()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = Rules(Hook.Ingress);
        using var buffer = new RingBuffer(rules.Map(_ring));
        var expected = 0L;
        for (var round = 0; round < 100; round++)
        {
            Run(rules.Programs[0], 97);
            foreach (var number in Drain(buffer)) Assert.Equal(expected++, number);
        }
        Assert.Equal(9700, expected);
    }

    [Fact]
    public void Full_buffer_keeps_what_it_has_and_takes_more_once_it_is_read()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = Rules(Hook.Ingress);
        using var buffer = new RingBuffer(rules.Map(_ring));
        Run(rules.Programs[0], 1000);
        var kept = Drain(buffer);
        Assert.InRange(kept.Count, 200, 300);
        Assert.Equal(Enumerable.Range(0, kept.Count).Select(i => (long)i), kept);
        Run(rules.Programs[0], 2);
        Assert.Equal([1000, 1001], Drain(buffer));
    }

    [Fact]
    public void Reader_goes_on_where_the_last_one_stopped()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = Rules(Hook.Ingress);
        Run(rules.Programs[0], 2);
        using (var first = new RingBuffer(rules.Map(_ring))) Assert.True(first.TryRead(out _));
        using var second = new RingBuffer(rules.Map(_ring));
        Assert.Equal([1], Drain(second));
    }

    [Fact]
    public void Discarded_records_are_skipped()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = LoadedRules.Load(new CompiledRules(
            [MapImage.Empty(_counter), MapImage.Empty(_ring)],
            [SamplePrograms.Count(Hook.Ingress, _counter, _ring), SamplePrograms.Discard(Hook.Ingress, _ring)]));
        using var buffer = new RingBuffer(rules.Map(_ring));
        Run(rules.Programs[1], 3);
        Run(rules.Programs[0], 1);
        Run(rules.Programs[1], 1);
        Assert.Equal([0], Drain(buffer));
        for (var i = 0; i < 1000; i++)
        {
            Run(rules.Programs[1], 1);
            Assert.False(buffer.TryRead(out _));
        }
    }

    [Fact]
    public void Record_that_is_still_written_holds_back_those_behind_it()
    {
        var file = LinuxException.Check(Libc.memfd_create("ring\0"u8, 0), "memfd_create");
        _ = Libc.write(file, new byte[4 * Page]);
        Assert.Equal(Errno.None, Libc.mmap(4 * Page, 3, MmanConstants.MAP_SHARED, file, 0, out var memory));
        using (var buffer = new RingBuffer(file, Page))
        {
            var header = (uint*)(memory + (2 * Page));
            header[0] = 8 | BpfConstants.BPF_RINGBUF_BUSY_BIT;
            header[2] = 42;
            header[4] = 4;
            header[6] = 43;
            *(ulong*)(memory + Page) = 32;
            Assert.False(buffer.TryRead(out _));
            header[0] = 8;
            Assert.Equal([42, 43], Drain(buffer));
            Assert.Equal(32ul, *(ulong*)memory);
        }
        _ = Libc.munmap(memory, 4 * Page);
        _ = Libc.close(file);
    }

    [Fact]
    public void Record_keeps_its_place_until_the_next_is_asked_for()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = Rules(Hook.Ingress);
        using var buffer = new RingBuffer(rules.Map(_ring));
        Run(rules.Programs[0], 1000);
        Assert.True(buffer.TryRead(out var first));
        Run(rules.Programs[0], 1000);
        Assert.Equal(0, BitConverter.ToInt64(first));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        using var rules = Rules(Hook.Ingress);
        using var buffer = new RingBuffer(rules.Map(_ring));
        Run(rules.Programs[0], 100);
        Assert.True(buffer.TryRead(out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (buffer.TryRead(out _)) { }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private LoadedRules Rules(Hook hook) => LoadedRules.Load(new CompiledRules(
        [MapImage.Empty(_counter), MapImage.Empty(_ring)], [SamplePrograms.Count(hook, _counter, _ring)]));

    private static List<long> Drain(RingBuffer buffer)
    {
        List<long> numbers = [];
        while (buffer.TryRead(out var record))
            numbers.Add(record.Length == 4 ? BitConverter.ToInt32(record) : BitConverter.ToInt64(record));
        return numbers;
    }

    private static bool IsReady(RingBuffer buffer)
    {
        var wait = new pollfd { fd = buffer.Descriptor, events = pollfd.POLLIN };
        return Libc.poll(&wait, 1, 0).Int == 1;
    }

    // With a made-up packet, as often as asked.
    private static void Run(LoadedProgram program, int times)
    {
        var packet = stackalloc byte[64];
        bpf_attr attr = default;
        attr.test = new bpf_attr_test
        {
            prog_fd = program.Descriptor,
            data_in = packet,
            data_size_in = 64,
            repeat = (uint)times,
        };
        LinuxException.Check(Libc.bpf(BpfConstants.BPF_PROG_TEST_RUN, &attr), "BPF_PROG_TEST_RUN");
    }
}
