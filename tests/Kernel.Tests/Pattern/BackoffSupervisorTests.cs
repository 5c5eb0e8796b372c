using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Pattern;

public class BackoffSupervisorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static (IActorRef Supervisor, Func<int> Starts) Supervised(
        Stage stage, bool onStop, Func<BackoffOptions, BackoffOptions>? with = null, Script? script = null, double random = 0)
    {
        var child = Props.Create(() => new Puppet(stage.Log, script ?? new Script()));
        var options = onStop ? BackoffOptions.OnStop(child, "c", Second, Second * 10, random) : BackoffOptions.OnFailure(child, "c", Second, Second * 10, random);
        var supervisor = stage.System.ActorOf(BackoffSupervisor.Props(with is null ? options : with(options)), "supervisor");
        stage.Run();
        return (supervisor, () => stage.Log.Count("c start"));
    }

    private static int Count(Stage stage, IActorRef supervisor) => stage.Kit.Await(supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance)).Count;

    [Fact]
    public void Given_OnFailure_when_the_child_fails_then_it_ends_and_is_started_again_after_the_wait() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: false);
        stage.Fail(supervisor);
        stage.Expect("c made", "c start", "c stop");
        stage.Kit.Advance(Second * 0.99);
        Assert.Equal(1, starts());
        stage.Kit.Advance(Second * 0.02);
        Assert.Equal(2, starts());
    }, seeds: 5);

    [Fact]
    public void Given_failures_in_a_row_then_the_waits_double_up_to_the_most() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: false, o => o with { AutoReset = null });
        foreach (var wait in new[] { 1, 2, 4, 8, 10, 10 })
        {
            var before = starts();
            stage.Fail(supervisor);
            stage.Kit.Advance(Second * (wait - 0.01));
            Assert.Equal(before, starts());
            stage.Kit.Advance(Second * 0.02);
            Assert.Equal(before + 1, starts());
        }
        Assert.Equal(6, Count(stage, supervisor));
    }, seeds: 3);

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 1.1)]
    [InlineData(1.0, 1.2)]
    public void Given_jitter_then_the_wait_is_longer_by_its_share_of_the_random_factor(double jitter, double seconds) => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: false, o => o with { Jitter = () => jitter }, random: 0.2);
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * (seconds - 0.01));
        Assert.Equal(1, starts());
        stage.Kit.Advance(Second * 0.02);
        Assert.Equal(2, starts());
    }, seeds: 2);

    [Fact]
    public void Given_OnFailure_when_the_child_stops_itself_then_the_supervisor_ends() => Stage.Each(stage =>
    {
        var (supervisor, _) = Supervised(stage, onStop: false);
        var probe = stage.Kit.CreateProbe();
        probe.Watch(supervisor);
        stage.Do(supervisor, c => c.Context.Stop(c.Self));
        probe.ExpectTerminated(supervisor);
    }, seeds: 5);

    [Fact]
    public void Given_OnFailure_when_the_failure_is_not_transient_then_the_supervisor_ends() => Stage.Each(stage =>
    {
        var (supervisor, _) = Supervised(stage, onStop: false, o => o with { IsTransient = c => c.Message != "fatal" });
        stage.Fail(supervisor, "passing");
        stage.Kit.Advance(Second * 1.5);
        var probe = stage.Kit.CreateProbe();
        probe.Watch(supervisor);
        stage.Fail(supervisor, "fatal");
        probe.ExpectTerminated(supervisor);
    }, seeds: 5);

    [Fact]
    public void Given_OnStop_when_the_child_ends_in_any_way_then_it_is_started_again() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: true);
        stage.Do(supervisor, c => c.Context.Stop(c.Self));
        stage.Kit.Advance(Second * 1.01);
        Assert.Equal(2, starts());
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 2.01);
        Assert.Equal(3, starts());
    }, seeds: 5);

    [Fact]
    public void Given_OnStop_with_a_final_message_then_the_supervisor_ends_with_its_child() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(
            stage, onStop: true, o => o with { IsFinalStop = m => m is "finish" },
            new Script { Receive = (c, m) => { if (m is "finish") c.Context.Stop(c.Self); return true; } });
        var probe = stage.Kit.CreateProbe();
        probe.Watch(supervisor);
        stage.Tell(supervisor, "finish");
        probe.ExpectTerminated(supervisor);
        Assert.Equal(1, starts());
    }, seeds: 5);

    [Fact]
    public void Given_most_retries_then_the_supervisor_ends_after_them() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: false, o => o with { MaxNrOfRetries = 2, AutoReset = null });
        var probe = stage.Kit.CreateProbe();
        probe.Watch(supervisor);
        for (var i = 0; i < 3; i++)
        {
            stage.Fail(supervisor);
            stage.Kit.Advance(Second * 20);
        }
        probe.ExpectTerminated(supervisor);
        Assert.Equal(3, starts());
    }, seeds: 5);

    [Fact]
    public void Given_a_child_that_lives_long_enough_then_the_waits_begin_anew_by_themselves() => Stage.Each(stage =>
    {
        var (supervisor, _) = Supervised(stage, onStop: false, o => o with { AutoReset = Second * 5 });
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 1.01);
        Assert.Equal(1, Count(stage, supervisor));
        stage.Kit.Advance(Second * 4.9);
        Assert.Equal(1, Count(stage, supervisor));
        stage.Kit.Advance(Second * 0.2);
        Assert.Equal(0, Count(stage, supervisor));
    }, seeds: 3);

    [Fact]
    public void Given_a_child_that_fails_before_it_counts_as_healthy_then_the_count_stands() => Stage.Each(stage =>
    {
        var (supervisor, _) = Supervised(stage, onStop: false, o => o with { AutoReset = Second * 5 });
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 5);
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 3);
        Assert.Equal(2, Count(stage, supervisor));
    }, seeds: 3);

    [Fact]
    public void Given_Reset_then_the_waits_begin_anew() => Stage.Each(stage =>
    {
        var (supervisor, starts) = Supervised(stage, onStop: false, o => o with { AutoReset = null });
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 1.01);
        stage.Tell(supervisor, BackoffSupervisor.Reset.Instance);
        Assert.Equal(0, Count(stage, supervisor));
        stage.Fail(supervisor);
        stage.Kit.Advance(Second * 1.01);
        Assert.Equal(3, starts());
    }, seeds: 3);

    [Fact]
    public void Given_a_wait_when_something_is_told_then_the_reply_is_sent_or_it_is_a_dead_letter_whose_question_fails_at_once() => Stage.Each(stage =>
    {
        var (supervisor, _) = Supervised(stage, onStop: false);
        stage.Fail(supervisor);
        var dead = stage.DeadLetters();
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(supervisor.Ask("x")));
        Assert.Equal("x", dead.ExpectMsg<DeadLetter>().Message);
        stage.Kit.StopAndAwait(supervisor);
        // A name is free when the parent has heard of the end, which is not when a watcher has.
        stage.Run();
        var (replying, _) = Supervised(stage, onStop: false, o => o with { ReplyWhileStopped = "not now" });
        stage.Fail(replying);
        Assert.Equal("not now", stage.Kit.Await(replying.Ask<string>("x")));
    }, seeds: 3);

    [Fact]
    public void Given_a_living_child_then_messages_reach_it_with_their_sender_and_its_own_reach_the_parent_of_the_supervisor() => Stage.Each(stage =>
    {
        var above = stage.Kit.CreateProbe();
        IActorRef? supervisor = null;
        var options = BackoffOptions.OnStop(Props.Create(() => new Puppet(stage.Log, new Script
        {
            Receive = (c, m) =>
            {
                c.Sender.Tell($"echo {m}");
                c.Context.Parent.Tell("to the parent");
                return true;
            },
        })), "c", Second, Second, 0);
        var top = stage.Puppet("top", new Script { Receive = (t, m) => { above.Ref.Forward(m); return true; } });
        stage.Do(top, t => supervisor = t.Context.ActorOf(BackoffSupervisor.Props(options), "s"));
        Assert.Equal("echo x", stage.Kit.Await(supervisor!.Ask<string>("x")));
        above.ExpectMsg("to the parent");
        Assert.Equal("c", above.LastSender.Path.Name);
        var current = stage.Kit.Await(supervisor!.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance));
        Assert.Equal(above.LastSender, current.Reference);
    }, seeds: 3);

    [Fact]
    public void Given_a_child_that_cannot_be_made_then_OnStop_tries_again_with_growing_waits() => Stage.Each(stage =>
    {
        var tries = 0;
        var (_, starts) = Supervised(stage, onStop: true, script: new Script { PreStart = _ => { if (++tries < 3) Puppet.Boom(); } });
        stage.Kit.Advance(Second * 1.01);
        stage.Kit.Advance(Second * 2.01);
        Assert.Equal(3, starts());
        stage.Kit.Advance(Second * 20);
        Assert.Equal(3, starts());
    }, seeds: 3);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 10)]
    [InlineData(1000, 10)]
    public void Given_a_number_of_restarts_then_the_wait_without_jitter_is_known(int restarts, double seconds) =>
        Assert.Equal(Second * seconds, BackoffSupervisor.Delay(restarts, Second, Second * 10));

    [Fact]
    public void Given_options_that_make_no_sense_then_they_are_refused()
    {
        var props = Props.Create(() => new Puppet(new Log(), new Script()));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackoffOptions.OnStop(props, "c", TimeSpan.Zero, Second, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackoffOptions.OnStop(props, "c", Second * 2, Second, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackoffOptions.OnStop(props, "c", Second, Second, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => BackoffOptions.OnStop(props, "c", Second, Second, double.NaN));
    }
}
