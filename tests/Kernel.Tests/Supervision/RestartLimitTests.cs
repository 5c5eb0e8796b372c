using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Supervision;

public class RestartLimitTests
{
    private static int Restarts(Stage stage, string name) => stage.Log.Count($"{name} postrestart");

    [Fact]
    public void Given_a_limit_without_a_window_when_it_is_used_up_then_the_child_is_stopped() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(2), null, "a");
        for (var i = 0; i < 3; i++)
        {
            stage.Fail(family["a"]);
            stage.Kit.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(2, Restarts(stage, "a"));
        stage.ExpectLast("a stop");
    }, seeds: 5);

    [Fact]
    public void Given_a_limit_of_nothing_then_the_first_failure_stops() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(0), null, "a");
        stage.Fail(family["a"]);
        stage.ExpectLast("a start", "a stop");
    }, seeds: 5);

    [Fact]
    public void Given_a_limit_within_a_window_when_the_window_is_over_then_the_count_begins_anew() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(2, TimeSpan.FromSeconds(10)), null, "a");
        stage.Fail(family["a"]);
        stage.Fail(family["a"]);
        stage.Kit.Advance(TimeSpan.FromSeconds(10.1));
        stage.Fail(family["a"]);
        stage.Fail(family["a"]);
        Assert.Equal(4, Restarts(stage, "a"));
        stage.Kit.Advance(TimeSpan.FromSeconds(9));
        stage.Fail(family["a"]);
        Assert.Equal(4, Restarts(stage, "a"));
        stage.ExpectLast("a stop");
    }, seeds: 5);

    [Fact]
    public void Given_a_window_without_a_limit_then_one_restart_is_allowed_in_it() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(-1, TimeSpan.FromSeconds(10)), null, "a");
        stage.Fail(family["a"]);
        stage.Fail(family["a"]);
        Assert.Equal(1, Restarts(stage, "a"));
        stage.ExpectLast("a stop");
    }, seeds: 5);

    [Fact]
    public void Given_no_limit_then_any_number_of_restarts_is_allowed() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(), null, "a");
        for (var i = 0; i < 50; i++) stage.Fail(family["a"]);
        Assert.Equal(50, Restarts(stage, "a"));
    }, seeds: 2);

    [Fact]
    public void Given_limits_then_each_child_has_its_own_count() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(1), null, "a", "b");
        stage.Fail(family["a"]);
        stage.Fail(family["b"]);
        Assert.Equal((1, 1), (Restarts(stage, "a"), Restarts(stage, "b")));
        stage.Fail(family["a"]);
        stage.ExpectLast("a stop");
        stage.Tell(family["b"], 1);
        stage.ExpectLast("b got 1");
    }, seeds: 5);

    [Fact]
    public void Given_all_for_one_with_a_limit_when_it_is_used_up_then_all_are_stopped() => Stage.Each(stage =>
    {
        var family = stage.Family(new AllForOneStrategy(1), null, "a", "b");
        stage.Fail(family["a"]);
        stage.Fail(family["b"]);
        Assert.Equal((1, 1), (Restarts(stage, "a"), Restarts(stage, "b")));
        stage.Do(family.Parent, p => Assert.Empty(p.Context.GetChildren()));
    }, seeds: 10);

    [Fact]
    public void Given_a_window_of_nothing_then_it_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneForOneStrategy(1, TimeSpan.Zero));
}
