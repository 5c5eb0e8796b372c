using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Timing;

public class TimersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Puts a tick of a timer into the mailbox of an actor that is held up, then does something, then lets it go on.</summary>
    private static void WithTickInMailbox(Stage stage, Action<Puppet> start, Action<Puppet> then)
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Do(a, start);
        stage.Tell(a, new DoAsync(async p =>
        {
            await gate.Task;
            then(p);
        }));
        stage.Kit.Advance(Second * 1.5);
        gate.SetResult();
        stage.Run();
    }

    private static void StartTick(Puppet p) => p.Context.Timers.StartSingleTimer("t", "tick", Second);

    [Fact]
    public void Given_a_single_timer_then_its_message_comes_once_from_the_actor_itself() => Stage.Each(stage =>
    {
        var senders = new List<IActorRef>();
        var a = stage.Puppet("a", new Script { Receive = (p, _) => { senders.Add(p.Sender); return true; } });
        stage.Do(a, StartTick);
        stage.Kit.Advance(Second * 0.99);
        Assert.Empty(senders);
        stage.Kit.Advance(Second * 5);
        Assert.Equal([a], senders);
        stage.Do(a, p => Assert.False(p.Context.Timers.IsTimerActive("t")));
    }, seeds: 5);

    [Fact]
    public void Given_a_periodic_timer_then_its_message_comes_after_the_delay_and_each_interval_until_cancelled() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Timers.StartPeriodicTimer("t", "tick", Second * 3, Second));
        stage.Kit.Advance(Second * 2.9);
        Assert.Equal(0, stage.Log.Count("a got tick"));
        stage.Kit.Advance(Second * 2.2);
        Assert.Equal(3, stage.Log.Count("a got tick"));
        stage.Do(a, p => p.Context.Timers.Cancel("t"));
        stage.Kit.Advance(Second * 5);
        Assert.Equal(3, stage.Log.Count("a got tick"));
    }, seeds: 5);

    [Fact]
    public void Given_a_tick_in_the_mailbox_when_nothing_else_happens_then_it_is_received() => Stage.Each(stage =>
    {
        WithTickInMailbox(stage, StartTick, _ => { });
        Assert.Equal(1, stage.Log.Count("a got tick"));
    }, seeds: 5);

    [Fact]
    public void Given_a_tick_in_the_mailbox_when_its_timer_is_cancelled_then_it_is_not_received() => Stage.Each(stage =>
    {
        WithTickInMailbox(stage, StartTick, p => p.Context.Timers.Cancel("t"));
        Assert.Equal(0, stage.Log.Count("a got tick"));
    });

    [Fact]
    public void Given_a_tick_in_the_mailbox_when_its_timer_is_replaced_then_only_the_new_one_is_received() => Stage.Each(stage =>
    {
        WithTickInMailbox(stage, StartTick, p => p.Context.Timers.StartSingleTimer("t", "new", Second));
        // The old tick does not stand for the new timer either.
        Assert.Equal(0, stage.Log.Count("a got new"));
        stage.Kit.Advance(Second * 2);
        Assert.Equal((0, 1), (stage.Log.Count("a got tick"), stage.Log.Count("a got new")));
    });

    [Fact]
    public void Given_a_tick_in_the_mailbox_when_the_actor_restarts_then_it_is_not_received() => Stage.Each(stage =>
    {
        WithTickInMailbox(stage, StartTick, _ => Puppet.Boom());
        Assert.Equal(1, stage.Log.Count("a postrestart"));
        stage.Kit.Advance(Second * 5);
        Assert.Equal(0, stage.Log.Count("a got tick"));
    });

    [Fact]
    public void Given_a_timer_of_an_instance_before_a_restart_then_it_never_fires_and_one_of_the_new_instance_does() => Stage.Each(stage =>
    {
        var lives = 0;
        var a = stage.Puppet("a", new Script { PreStart = p => p.Context.Timers.StartPeriodicTimer("t", $"tick {++lives}", Second) });
        stage.Run();
        stage.Fail(a);
        stage.Kit.Advance(Second * 2.5);
        Assert.Equal((0, 2), (stage.Log.Count("a got tick 1"), stage.Log.Count("a got tick 2")));
    }, seeds: 5);

    [Fact]
    public void Given_a_timer_that_carries_PoisonPill_then_the_actor_ends() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Timers.StartSingleTimer("t", PoisonPill.Instance, Second));
        stage.Kit.Advance(Second * 2);
        stage.Expect("a made", "a start", "a stop");
    }, seeds: 5);

    [Fact]
    public void Given_timers_of_an_ended_actor_then_they_are_disposed_of() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Timers.StartPeriodicTimer("t", "tick", Second));
        stage.System.Stop(a);
        stage.Kit.Advance(Second * 3);
        dead.ExpectNoMsg();
    }, seeds: 5);

    [Fact]
    public void Given_times_that_make_no_sense_then_they_are_refused_and_no_timer_is_active() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p =>
        {
            var timers = p.Context.Timers;
            Assert.Throws<ArgumentOutOfRangeException>(() => timers.StartSingleTimer("t", "x", -Second));
            Assert.Throws<ArgumentOutOfRangeException>(() => timers.StartPeriodicTimer("t", "x", TimeSpan.Zero));
            Assert.Throws<ArgumentOutOfRangeException>(() => timers.StartSingleTimer("t", "x", TimeSpan.FromDays(365)));
            Assert.False(timers.IsTimerActive("t"));
            p.Note("refused");
        });
        stage.ExpectLast("a refused");
    }, seeds: 1);

    [Fact]
    public void Given_a_priority_mailbox_then_a_timer_has_the_priority_of_its_message() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var seen = new List<object>();
        var a = stage.Puppet("a", null, p => p.WithMailbox(MailboxType.Priority(m => { seen.Add(m); return m is "urgent" ? 0 : 1; })));
        stage.Do(a, p => p.Context.Timers.StartSingleTimer("t", "urgent", Second));
        stage.Tell(a, new DoAsync(_ => gate.Task), 1);
        stage.Kit.Advance(Second * 2);
        gate.SetResult();
        stage.Run();
        stage.ExpectLast("a got urgent", "a got 1");
        Assert.Contains("urgent", seen);
    }, seeds: 5);

    [Fact]
    public void Given_the_scheduler_then_messages_come_once_or_repeatedly_until_disposed() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.System.Scheduler.ScheduleTellOnce(Second, a, "once");
        var repeated = stage.System.Scheduler.ScheduleTellRepeatedly(Second, Second * 2, a, "again");
        stage.Kit.Advance(Second * 5.5);
        repeated.Dispose();
        stage.Kit.Advance(Second * 5);
        Assert.Equal((1, 3), (stage.Log.Count("a got once"), stage.Log.Count("a got again")));
    }, seeds: 3);

    [Fact]
    public void Given_work_not_awaited_when_it_sets_timers_after_its_actors_end_then_there_are_none() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        async Task Late(Puppet p)
        {
            await gate.Task;
            p.Context.Timers.StartPeriodicTimer("t", "tick", Second);
            p.Context.SetReceiveTimeout(Second);
            p.Note($"has a timer: {p.Context.Timers.IsTimerActive("t")}, a timeout: {p.Context.ReceiveTimeout is not null}");
        }

        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(p =>
        {
            _ = Late(p);
            return Task.CompletedTask;
        }));
        stage.Kit.StopAndAwait(a);
        gate.SetResult();
        stage.Run();
        stage.ExpectLast("a stop", "a has a timer: False, a timeout: False");
    }, seeds: 5);

    [Fact]
    public void Given_work_not_awaited_when_it_sets_timers_while_a_restart_waits_for_children_then_the_new_instance_has_none() => Stage.Each(stage =>
    {
        var (gate, childGate) = (new TaskCompletionSource(), new TaskCompletionSource());
        async Task Late(Puppet p)
        {
            await gate.Task;
            p.Context.Timers.StartPeriodicTimer("t", "tick", Second);
            p.Context.SetReceiveTimeout(Second);
        }

        IActorRef? child = null;
        var a = stage.Puppet("a");
        stage.Do(a, p => child = p.Child("c"));
        stage.Tell(child!, new DoAsync(_ => childGate.Task));
        stage.Tell(a, new DoAsync(p =>
        {
            _ = Late(p);
            return Task.CompletedTask;
        }));
        stage.Fail(a);
        gate.SetResult();
        stage.Run();
        childGate.SetResult();
        stage.Do(a, p => p.Note($"has a timer: {p.Context.Timers.IsTimerActive("t")}, a timeout: {p.Context.ReceiveTimeout is not null}"));
        stage.ExpectLast("a has a timer: False, a timeout: False");
    }, seeds: 5);

    [Fact]
    public void Given_cancelables_of_the_scheduler_when_they_are_cancelled_then_nothing_more_is_sent_and_their_tokens_say_so()
    {
        using var stage = new Stage(1);
        var a = stage.Puppet("a");
        var once = stage.System.Scheduler.ScheduleTellOnceCancelable(Second, a, "once");
        var called = stage.System.Scheduler.ScheduleTellOnceCancelable(Second * 2, a, "called off");
        var repeated = stage.System.Scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, a, "again");
        stage.Kit.Advance(Second * 1.5);
        called.Cancel();
        stage.Kit.Advance(Second);
        repeated.Cancel();
        repeated.Cancel();
        stage.Kit.Advance(Second * 5);
        Assert.Equal((1, 0, 2), (stage.Log.Count("a got once"), stage.Log.Count("a got called off"), stage.Log.Count("a got again")));
        Assert.Equal((false, true, true), (once.IsCancellationRequested, called.IsCancellationRequested, repeated.Token.IsCancellationRequested));
    }
}
