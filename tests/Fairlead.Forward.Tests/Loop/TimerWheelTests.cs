using Fairlead.Forward.Loop;

namespace Fairlead.Forward.Tests.Loop;

public sealed class TimerWheelTests
{
    private const long Begin = 1_000_000;

    private readonly TimerWheel _wheel = new(Begin);
    private long _now = Begin;

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(255_900)]
    [InlineData(256_000)]
    [InlineData(10_000_000)]
    public void A_timer_goes_off_once_soon_after_its_time_and_never_before(int after)
    {
        var timer = Set(after);
        Advance(to: after - 1);
        Assert.Empty(timer.Times);
        Advance(to: after + 500);
        Assert.InRange(Assert.Single(timer.Times), Begin + after, Begin + after + 500);
        Assert.Equal(0, _wheel.Count);
        Advance(to: after + 600_000);
        Assert.Single(timer.Times);
    }

    [Fact]
    public void What_is_due_already_goes_off_at_the_next_tick()
    {
        Advance(to: 10_000);
        var timer = Set(-5000);
        Advance(to: 10_250);
        Assert.Single(timer.Times);
    }

    [Fact]
    public void A_cancelled_timer_never_goes_off_and_can_be_set_again()
    {
        var timer = Set(1000);
        _wheel.Cancel(timer);
        _wheel.Cancel(timer);
        Advance(to: 600_000);
        Assert.Empty(timer.Times);
        _wheel.Set(timer, _now + 1000);
        Advance(to: 602_000);
        Assert.Single(timer.Times);
    }

    [Fact]
    public void One_that_goes_off_can_cancel_the_others_of_its_time()
    {
        var others = new List<Timer>();
        var first = Set(1000);
        first.Then = () => others.ForEach(_wheel.Cancel);
        others.AddRange([Set(1000), Set(1000), Set(300_000)]);
        var last = Set(1000);
        Advance(to: 600_000);
        Assert.Single(first.Times);
        Assert.Single(last.Times);
        Assert.All(others, other => Assert.Empty(other.Times));
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void One_that_sets_itself_anew_for_now_goes_off_at_each_tick_and_no_more()
    {
        var timer = Set(250);
        timer.Then = () => _wheel.Set(timer, _now - 10);
        for (var step = 1; step <= 20; step++)
        {
            Advance(to: step * 250);
        }
        Assert.Equal(20, timer.Times.Count);
        Assert.Equal(1, _wheel.Count);
    }

    [Fact]
    public void One_that_is_set_while_the_hand_catches_up_is_not_a_round_late()
    {
        Timer? second = null;
        var first = Set(250);
        first.Then = () => second = Set(500);
        // The loop was busy for a while: the hand is behind when the first goes off.
        Advance(to: 100_000);
        Advance(to: 100_500);
        Assert.Single(second!.Times);
    }

    [Fact]
    public void The_wait_is_never_longer_than_a_tick_and_endless_where_no_timer_is_set()
    {
        Assert.Equal(-1, _wheel.Wait(_now));
        var timer = Set(100_000);
        Assert.InRange(_wheel.Wait(_now), 1, 250);
        Assert.Equal(0, _wheel.Wait(_now + 10_000));
        _wheel.Cancel(timer);
        Assert.Equal(-1, _wheel.Wait(_now));
    }

    [Fact]
    public void Thousands_of_random_timers_all_go_off_at_their_times()
    {
        var random = new Random(7);
        var timers = Enumerable.Range(0, 5000).Select(_ => Set(random.Next(0, 700_000))).ToArray();
        var cancelled = timers.Where(_ => random.Next(4) == 0).ToHashSet();
        foreach (var timer in cancelled)
        {
            _wheel.Cancel(timer);
        }
        for (var at = 0; at <= 701_000; at += random.Next(1, 3000))
        {
            Advance(to: at);
        }
        Advance(to: 702_000);
        Assert.All(timers, timer => Assert.Equal(cancelled.Contains(timer) ? 0 : 1, timer.Times.Count));
        Assert.All(timers.Except(cancelled), timer => Assert.InRange(timer.Times[0] - timer.Due, 0, 3500));
        Assert.Equal(0, _wheel.Count);
    }

    private Timer Set(long after)
    {
        var timer = new Timer(this);
        _wheel.Set(timer, Begin + after);
        return timer;
    }

    private void Advance(long to)
    {
        _now = Begin + to;
        _wheel.Advance(_now);
    }

    private sealed class Timer(TimerWheelTests test) : Timed
    {
        public List<long> Times { get; } = [];

        public Action? Then { get; set; }

        internal override void Expire()
        {
            Times.Add(test._now);
            Then?.Invoke();
        }
    }
}
