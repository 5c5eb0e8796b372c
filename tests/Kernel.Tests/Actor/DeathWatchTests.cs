using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class DeathWatchTests
{
    [Fact]
    public void Given_a_watched_actor_when_it_ends_then_Terminated_is_received_exactly_once_however_often_it_was_watched() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        watcher.Tell(new Do(w =>
        {
            w.Context.Watch(subject);
            w.Context.Watch(subject);
        }), ActorRefs.NoSender);
        stage.System.Stop(subject);
        stage.Run();
        Assert.Equal(1, stage.Log.Count("w terminated s"));
    });

    [Fact]
    public void Given_an_actor_that_has_ended_when_watched_then_Terminated_comes_once_and_says_that_its_life_was_not_seen() => Stage.Each(stage =>
    {
        var subject = stage.Puppet("s");
        stage.System.Stop(subject);
        stage.Run();
        var probe = stage.Kit.CreateProbe();
        probe.Watch(subject);
        Assert.False(probe.ExpectTerminated(subject).ExistenceConfirmed);
        probe.ExpectNoMsg();
    });

    [Fact]
    public void Given_a_watched_actor_when_it_ends_then_its_life_was_confirmed_and_the_sender_is_the_ended_actor() => Stage.Each(stage =>
    {
        var subject = stage.Puppet("s");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(subject);
        stage.System.Stop(subject);
        Assert.True(probe.ExpectTerminated(subject).ExistenceConfirmed);
        Assert.Equal(subject, probe.LastSender);
    });

    [Fact]
    public void Given_a_watched_actor_when_it_restarts_then_no_Terminated_comes_and_the_watch_lasts() => Stage.Each(stage =>
    {
        var subject = stage.Puppet("s");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(subject);
        stage.Fail(subject);
        probe.ExpectNoMsg();
        stage.System.Stop(subject);
        probe.ExpectTerminated(subject);
    });

    [Fact]
    public void Given_Unwatch_before_the_end_then_no_Terminated_comes() => Stage.Each(stage =>
    {
        var subject = stage.Puppet("s");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(subject);
        probe.Unwatch(subject);
        stage.System.Stop(subject);
        probe.ExpectNoMsg();
    });

    [Fact]
    public void Given_Unwatch_when_Terminated_waits_in_the_mailbox_then_it_is_not_received() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        var gate = new TaskCompletionSource();
        stage.Do(watcher, w => w.Context.Watch(subject));
        // Held up in a handler, the watcher has its Terminated queued behind what it does next.
        stage.Tell(watcher, new DoAsync(async w =>
        {
            await gate.Task;
            w.Context.Unwatch(subject);
        }));
        stage.System.Stop(subject);
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal(0, stage.Log.Count("w terminated s"));
    });

    [Fact]
    public void Given_Unwatch_and_Watch_again_when_Terminated_waits_in_the_mailbox_then_one_comes_and_it_is_the_one_asked_for_last() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        var gate = new TaskCompletionSource();
        stage.Do(watcher, w => w.Context.WatchWith(subject, "old news"));
        stage.Tell(watcher, new DoAsync(async w =>
        {
            await gate.Task;
            w.Context.Unwatch(subject);
            w.Context.WatchWith(subject, "new news");
        }));
        stage.System.Stop(subject);
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal(["w got new news"], stage.Log.Lines.Where(l => l.StartsWith("w got", StringComparison.Ordinal)));
    });

    [Fact]
    public void Given_a_stashed_Terminated_when_unstashed_then_it_is_received_and_after_Unwatch_it_is_not() => Stage.Each(stage =>
    {
        foreach (var isUnwatched in new[] { false, true })
        {
            var name = isUnwatched ? "unwatched" : "watched";
            var subject = stage.Puppet($"s-{name}");
            var isOpen = false;
            var watcher = stage.Puppet(name, new Script
            {
                Receive = (w, message) =>
                {
                    if (isOpen) w.Note("received");
                    else w.Context.Stash.Stash();
                    return true;
                },
            });
            stage.Do(watcher, w => w.Context.Watch(subject));
            stage.System.Stop(subject);
            stage.Run();
            isOpen = true;
            stage.Do(watcher, w =>
            {
                Assert.Equal(1, w.Context.Stash.Count);
                if (isUnwatched) w.Context.Unwatch(subject);
                w.Context.Stash.UnstashAll();
            });
            Assert.Equal(isUnwatched ? 0 : 1, stage.Log.Count($"{name} received"));
        }
    });

    [Fact]
    public void Given_an_unhandled_Terminated_then_the_watcher_fails_with_a_death_pact_and_is_stopped() => Stage.Each(stage =>
    {
        var causes = new List<Exception>();
        var subject = stage.Puppet("s");
        var family = stage.Family(
            new OneForOneStrategy(cause =>
            {
                causes.Add(cause);
                return SupervisorStrategy.DefaultDecider(cause);
            }),
            new Script { Receive = (_, _) => false }, "w");
        stage.Do(family["w"], w => w.Context.Watch(subject));
        var probe = stage.Kit.CreateProbe();
        probe.Watch(family["w"]);
        stage.System.Stop(subject);
        probe.ExpectTerminated(family["w"]);
        Assert.Equal(subject, Assert.IsType<DeathPactException>(Assert.Single(causes)).DeadActor);
    });

    [Fact]
    public void Given_WatchWith_then_its_message_comes_in_place_of_Terminated() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        stage.Do(watcher, w => w.Context.WatchWith(subject, "it is gone"));
        stage.System.Stop(subject);
        stage.Run();
        stage.ExpectLast("s stop", "w got it is gone");
    });

    [Fact]
    public void Given_WatchWith_when_watched_with_another_message_then_it_is_refused() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        Exception? refusal = null;
        stage.Do(watcher, w =>
        {
            w.Context.WatchWith(subject, "a");
            w.Context.WatchWith(subject, "a");
            refusal = Record.Exception(() => w.Context.WatchWith(subject, "b"));
        });
        Assert.IsType<InvalidOperationException>(refusal);
    }, seeds: 1);

    [Fact]
    public void Given_messages_told_before_the_end_then_they_come_before_Terminated() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        stage.Do(watcher, w => w.Context.Watch(subject));
        stage.Tell(subject, new Do(s =>
        {
            watcher.Tell("last words");
            s.Context.Stop(s.Self);
        }));
        Assert.Equal(["w got last words", "w terminated s"], stage.Log.Lines.Where(l => l.StartsWith("w ", StringComparison.Ordinal)).TakeLast(2));
    });

    [Fact]
    public void Given_a_full_bounded_mailbox_then_Terminated_and_timers_still_arrive() => Stage.Each(stage =>
    {
        var subject = stage.Puppet("s");
        var gate = new TaskCompletionSource();
        var watcher = stage.Puppet("w", null, p => p.WithMailbox(MailboxType.Bounded(2)));
        stage.Do(watcher, w =>
        {
            w.Context.Watch(subject);
            w.Context.Timers.StartSingleTimer("t", "tick", TimeSpan.FromSeconds(1));
        });
        stage.Tell(watcher, new DoAsync(_ => gate.Task));
        stage.Tell(watcher, 1, 2, 3);
        stage.System.Stop(subject);
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        gate.SetResult();
        stage.Run();
        stage.ExpectLast("w got 1", "w got 2", "w terminated s", "w got tick");
    });

    [Fact]
    public void Given_a_child_that_ended_then_its_name_is_free_in_the_handler_of_Terminated() => Stage.Each(stage =>
    {
        var parent = stage.Puppet("p", new Script
        {
            PreStart = p => p.Context.Watch(p.Child("c")),
            Receive = (p, message) =>
            {
                if (message is Terminated) p.Child("c");
                return true;
            },
        });
        stage.Run();
        stage.Do(parent, p => p.Context.Stop(p.Context.Child("c")!));
        Assert.Equal(2, stage.Log.Count("c start"));
    });

    [Fact]
    public void Given_an_ended_actor_and_its_successor_of_the_same_name_then_their_references_differ_and_only_the_watched_one_is_reported() => Stage.Each(stage =>
    {
        IActorRef? first = null, second = null;
        var parent = stage.Puppet("p");
        stage.Do(parent, p => first = p.Child("c"));
        stage.System.Stop(first!);
        stage.Run();
        stage.Do(parent, p => second = p.Child("c"));
        Assert.NotEqual(first, second);
        Assert.Equal(first!.Path, second!.Path);
        var probe = stage.Kit.CreateProbe();
        probe.Watch(second);
        stage.System.Stop(first);
        probe.ExpectNoMsg();
        stage.System.Stop(second);
        probe.ExpectTerminated(second);
    });

    [Fact]
    public void Given_a_watcher_that_restarts_while_the_subject_ends_then_Terminated_comes_once() => Stage.Each(stage =>
    {
        var (watcher, subject) = (stage.Puppet("w"), stage.Puppet("s"));
        stage.Do(watcher, w => w.Context.Watch(subject));
        watcher.Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        stage.System.Stop(subject);
        stage.Run();
        Assert.Equal(1, stage.Log.Count("w terminated s"));
    });

    [Fact]
    public void Given_an_actor_that_watches_itself_then_nothing_comes_of_it() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Watch(p.Self));
        stage.System.Stop(a);
        dead.ExpectNoMsg();
    }, seeds: 3);
}
