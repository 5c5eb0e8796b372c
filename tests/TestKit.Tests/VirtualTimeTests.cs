using Xunit;

namespace NTWorkstation.TestKit.Tests;

public class VirtualTimeTests
{
    [Fact]
    public void Given_timers_set_in_any_order_when_time_advances_then_they_fire_by_time_and_those_of_one_time_as_they_were_set()
    {
        var (time, fired) = (new VirtualTime(), new List<string>());
        Set("late", 30);
        Set("first of two", 20);
        Set("second of two", 20);
        Set("early", 10);
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(["early at 10", "first of two at 20", "second of two at 20"], fired);
        time.Advance(TimeSpan.FromMilliseconds(15));
        Assert.Equal("late at 30", fired[^1]);
        Assert.Equal(TimeSpan.FromMilliseconds(35), time.Elapsed);
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, 35, TimeSpan.Zero), time.GetUtcNow());

        void Set(string name, int at) => time.CreateTimer(_ => fired.Add($"{name} at {time.Elapsed.TotalMilliseconds}"), null, TimeSpan.FromMilliseconds(at), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void Given_a_periodic_timer_when_time_leaps_then_it_fires_for_every_period_on_the_way_at_its_own_time()
    {
        var (time, fired) = (new VirtualTime(), new List<double>());
        using var timer = time.CreateTimer(_ => fired.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal([1, 3, 5, 7], fired);
    }

    [Fact]
    public void Given_a_timer_set_by_another_as_it_fires_when_both_fall_into_one_advance_then_both_fire()
    {
        var (time, fired) = (new VirtualTime(), new List<double>());
        time.CreateTimer(
            _ => time.CreateTimer(_ => fired.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([3], fired);
    }

    [Fact]
    public void Given_a_timer_that_is_disposed_changed_or_stopped_when_its_old_time_comes_then_it_does_not_fire()
    {
        var (time, fired) = (new VirtualTime(), new List<string>());
        var timers = new[] { "disposed", "changed", "stopped" }.ToDictionary(n => n, n => time.CreateTimer(_ => fired.Add($"{n} at {time.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        timers["disposed"].Dispose();
        Assert.False(timers["disposed"].Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.True(timers["changed"].Change(TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan));
        Assert.True(timers["stopped"].Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["changed at 4"], fired);
    }

    [Fact]
    public void Given_an_action_after_each_time_when_time_advances_then_it_runs_after_all_timers_of_a_time_and_at_the_end()
    {
        var (time, seen) = (new VirtualTime(), new List<string>());
        foreach (var name in new[] { "a", "b" }) time.CreateTimer(_ => seen.Add(name), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromSeconds(3), () => seen.Add($"after {time.Elapsed.TotalSeconds}"));
        Assert.Equal(["a", "b", "after 1", "after 3"], seen);
    }

    [Fact]
    public void Given_a_time_that_no_system_timer_takes_when_it_is_set_or_time_is_turned_back_then_it_is_refused()
    {
        var time = new VirtualTime();
        Assert.Throws<ArgumentOutOfRangeException>(() => time.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => time.CreateTimer(_ => { }, null, TimeSpan.FromDays(60), Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(-2), Timeout.InfiniteTimeSpan));
    }
}
