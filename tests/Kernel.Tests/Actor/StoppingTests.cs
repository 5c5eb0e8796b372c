using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class StoppingTests
{
    [Fact]
    public void Given_a_tree_when_its_top_is_stopped_then_children_end_before_their_parents() => Stage.Each(stage =>
    {
        var top = stage.Puppet("t", new Script
        {
            PreStart = t =>
            {
                t.Child("a", new Script { PreStart = a => { a.Child("a1"); a.Child("a2"); } });
                t.Child("b");
            },
        });
        stage.Run();
        stage.System.Stop(top);
        stage.Run();
        var stops = stage.Log.Lines.Where(l => l.EndsWith(" stop", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, stops.Count);
        Assert.Equal("t stop", stops[^1]);
        Assert.True(stops.IndexOf("a stop") > stops.IndexOf("a1 stop"));
        Assert.True(stops.IndexOf("a stop") > stops.IndexOf("a2 stop"));
    });

    [Fact]
    public void Given_PoisonPill_then_the_messages_before_it_are_handled_and_those_after_it_are_dead_letters() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        stage.Tell(a, 1, 2, PoisonPill.Instance, 3);
        stage.Expect("a made", "a start", "a got 1", "a got 2", "a stop");
        var letter = Assert.IsType<DeadLetter>(Assert.Single(dead.ReceivedSoFar()));
        Assert.Equal((3, a), (letter.Message, letter.Recipient));
    });

    [Fact]
    public void Given_Stop_then_the_message_in_hand_is_finished_and_what_waits_becomes_dead_letters() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        a.Tell(new Do(p =>
        {
            p.Context.Stop(p.Self);
            p.Note("finished");
        }), ActorRefs.NoSender);
        stage.Tell(a, 1, 2);
        stage.Expect("a made", "a start", "a finished", "a stop");
        Assert.Equal([1, 2], dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => (int)d.Message));
    });

    [Fact]
    public void Given_several_who_await_one_graceful_stop_then_all_are_told_and_one_that_gives_up_takes_nothing_from_the_others() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(_ => gate.Task));
        var waiting = Enumerable.Range(1, 3).Select(i => a.GracefulStop(TimeSpan.FromSeconds(i * 10))).ToArray();
        stage.Kit.Advance(TimeSpan.FromSeconds(15));
        Assert.Throws<TimeoutException>(() => stage.Kit.Await(waiting[0]));
        gate.SetResult();
        foreach (var other in waiting[1..]) stage.Kit.Await(other);
    }, seeds: 5);

    [Fact]
    public void Given_user_messages_waiting_when_a_system_message_comes_then_it_overtakes_them() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Run();
        for (var i = 0; i < 100; i++) a.Tell(i, ActorRefs.NoSender);
        stage.System.Stop(a);
        stage.Run();
        stage.Expect("a made", "a start", "a stop");
    });

    [Fact]
    public void Given_Kill_then_the_supervisor_sees_a_failure_and_by_default_stops_the_actor() => Stage.Each(stage =>
    {
        Exception? cause = null;
        var family = stage.Family(
            new OneForOneStrategy(c =>
            {
                cause = c;
                return SupervisorStrategy.DefaultDecider(c);
            }),
            null, "a");
        stage.Tell(family["a"], 1, Kill.Instance, 2);
        Assert.IsType<ActorKilledException>(cause);
        stage.ExpectLast("a got 1", "a stop");
    });

    [Fact]
    public void Given_a_PostStop_that_throws_then_the_actor_ends_all_the_same() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", new Script { PostStop = _ => Puppet.Boom() });
        var probe = stage.Kit.CreateProbe();
        probe.Watch(a);
        stage.System.Stop(a);
        probe.ExpectTerminated(a);
        Assert.Contains(stage.Logs.Entries, e => e.Id == 4);
    });

    [Fact]
    public void Given_a_handler_that_awaits_when_stopped_then_the_end_waits_for_it_and_its_token_is_cancelled() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(async p =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, p.Context.Stopping);
            }
            finally
            {
                p.Note("cleaned up");
            }
        }));
        var probe = stage.Kit.CreateProbe();
        probe.Watch(a);
        stage.System.Stop(a);
        probe.ExpectTerminated(a);
        stage.ExpectLast("a cleaned up", "a stop");
    }, seeds: 10);

    [Fact]
    public void Given_a_stop_that_waits_for_a_handler_when_the_handler_asks_for_its_token_only_then_then_it_is_cancelled() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(async p =>
        {
            await gate.Task;
            p.Note($"cancelled {p.Context.Stopping.IsCancellationRequested}");
        }));
        stage.System.Stop(a);
        stage.Run();
        gate.SetResult();
        stage.Run();
        stage.ExpectLast("a cancelled True", "a stop");
    });

    [Fact]
    public void Given_a_handler_that_gives_way_to_a_stop_then_its_cancellation_is_no_failure() => Stage.Each(stage =>
    {
        var failures = 0;
        var family = stage.Family(
            new AllForOneStrategy(_ =>
            {
                failures++;
                return Directive.Restart;
            }),
            null, "a", "b");
        stage.Tell(family["a"], new DoAsync(p => Task.Delay(Timeout.InfiniteTimeSpan, p.Context.Stopping)));
        var probe = stage.Kit.CreateProbe();
        probe.Watch(family["a"]);
        stage.System.Stop(family["a"]);
        probe.ExpectTerminated(family["a"]);
        Assert.Equal(0, failures);
    }, seeds: 10);

    [Fact]
    public void Given_a_token_whose_listener_throws_when_stopped_then_the_actor_ends_all_the_same() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Stopping.Register(() => Puppet.Boom()));
        var probe = stage.Kit.CreateProbe();
        probe.Watch(a);
        stage.System.Stop(a);
        probe.ExpectTerminated(a);
        Assert.Contains(stage.Logs.Entries, e => e.Id == 10);
    });

    [Fact]
    public void Given_work_that_was_not_awaited_when_it_throws_after_the_end_then_it_is_logged() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(p =>
        {
            Forgotten(gate.Task);
            return Task.CompletedTask;
        }));
        stage.System.Stop(a);
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Contains(stage.Logs.Entries, e => e.Id == 11);

        static async void Forgotten(Task gate)
        {
            await gate;
            Puppet.Boom();
        }
    });

    [Fact]
    public void Given_an_actor_that_is_ending_when_it_makes_a_child_then_that_is_refused() => Stage.Each(stage =>
    {
        Exception? refusal = null;
        var a = stage.Puppet("a", new Script { PostStop = p => refusal = Record.Exception(() => p.Child("late")) });
        stage.Run();
        stage.System.Stop(a);
        stage.Run();
        Assert.IsType<InvalidOperationException>(refusal);
    });

    [Fact]
    public void Given_PostStop_when_it_awaits_or_sets_a_timer_then_the_first_is_refused_and_the_second_never_fires() => Stage.Each(stage =>
    {
        Exception? refusal = null;
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a", new Script
        {
            PostStop = p =>
            {
                refusal = Record.Exception(() => p.Context.RunTask(() => Task.Delay(1)));
                p.Context.Timers.StartPeriodicTimer("t", "tick", TimeSpan.FromSeconds(1));
            },
        });
        stage.Run();
        stage.System.Stop(a);
        stage.Kit.Advance(TimeSpan.FromSeconds(3));
        Assert.IsType<InvalidOperationException>(refusal);
        dead.ExpectNoMsg();
    });

    [Fact]
    public void Given_GracefulStop_then_it_completes_when_the_actor_has_ended_after_its_messages() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Run();
        a.Tell(1, ActorRefs.NoSender);
        var stopped = a.GracefulStop(TimeSpan.FromSeconds(1));
        Assert.False(stopped.IsCompleted);
        stage.Kit.Await(stopped);
        stage.ExpectLast("a got 1", "a stop");
    });

    [Fact]
    public void Given_GracefulStop_with_a_message_of_its_own_then_that_is_what_the_actor_is_told() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        var stopped = a.GracefulStop(TimeSpan.FromSeconds(1), new Do(p => p.Context.Stop(p.Self)));
        stage.Kit.Await(stopped);
        stage.ExpectLast("a stop");
    });

    [Fact]
    public void Given_GracefulStop_when_the_actor_does_not_end_in_time_then_it_fails_with_a_TimeoutException() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        var stopped = a.GracefulStop(TimeSpan.FromSeconds(1), "not a reason to end");
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        Assert.Throws<TimeoutException>(() => stage.Kit.Await(stopped));
    }, seeds: 5);

    [Fact]
    public void Given_GracefulStop_of_an_ended_actor_then_it_completes_and_leaves_no_dead_letter() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.System.Stop(a);
        stage.Run();
        var dead = stage.DeadLetters();
        stage.Kit.Await(a.GracefulStop(TimeSpan.FromSeconds(1)));
        dead.ExpectNoMsg();
    });

    [Fact]
    public void Given_the_end_of_the_system_then_users_actors_end_before_those_of_the_system_and_late_ones_are_refused() => Stage.Each(stage =>
    {
        var log = stage.Log;
        stage.System.SystemActorOf(Props.Create(() => new Puppet(log, new Script())), "sys");
        stage.Puppet("user");
        stage.Run();
        var ended = stage.System.Terminate();
        stage.Run();
        Assert.True(ended.IsCompletedSuccessfully);
        stage.ExpectLast("user stop", "sys stop");
        Assert.Throws<InvalidOperationException>(() => stage.Puppet("late"));
    });

    [Fact]
    public void Given_a_failure_that_is_escalated_to_the_root_then_the_system_ends() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Run();
        stage.Fail(a);
        Assert.True(stage.System.WhenTerminated.IsCompleted);
    }, options: new ActorSystemOptions { GuardianStrategy = new OneForOneStrategy(_ => Directive.Escalate) });

    [Fact]
    public void Given_Identify_then_a_living_actor_answers_after_its_messages_and_for_an_ended_one_the_answer_is_that_there_is_none() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        var probe = stage.Kit.CreateProbe();
        probe.Send(a, new Identify(1));
        Assert.Equal(new ActorIdentity(1, a), probe.ExpectMsg<ActorIdentity>());
        stage.System.Stop(a);
        stage.Run();
        probe.Send(a, new Identify(2));
        Assert.Equal(new ActorIdentity(2, null), probe.ExpectMsg<ActorIdentity>());
    });

    [Fact]
    public async Task Given_a_system_that_is_disposed_of_then_every_actor_has_ended_when_that_returns()
    {
        var log = new Log();
        ActorSystem system;
        await using (system = ActorSystem.Create("disposed"))
        {
            var parent = system.ActorOf(Props.Create(() => new Puppet(log, new Script { PreStart = p => p.Child("child") })), "parent");
            await parent.Ask<ActorIdentity>(new Identify(1));
        }
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(["child stop", "parent stop"], log.Lines.Where(l => l.EndsWith("stop", StringComparison.Ordinal)));
    }
}
