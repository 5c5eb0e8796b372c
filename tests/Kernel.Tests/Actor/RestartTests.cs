using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class RestartTests
{
    [Fact]
    public void Given_an_actor_that_throws_when_restarted_then_the_hooks_run_in_order_on_the_old_and_the_new_instance() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Fail(a);
        stage.Expect("a made", "a start", "a prerestart", "a stop", "a made", "a postrestart", "a start");
    });

    [Fact]
    public void Given_messages_behind_the_one_that_failed_when_restarted_then_they_are_kept_and_the_failed_one_is_not_redelivered() => Stage.Each(stage =>
    {
        var failures = 0;
        var a = stage.Puppet("a");
        a.Tell(new Do(_ => { failures++; Puppet.Boom(); }), ActorRefs.NoSender);
        stage.Tell(a, 1, 2);
        Assert.Equal(1, failures);
        stage.ExpectLast("a start", "a got 1", "a got 2");
    });

    [Fact]
    public void Given_children_when_the_parent_restarts_then_they_end_before_the_new_instance_is_made() => Stage.Each(stage =>
    {
        var first = true;
        var parent = stage.Puppet("p", new Script
        {
            PreStart = p =>
            {
                if (!first) return;
                first = false;
                p.Child("c", new Script { PreStart = c => c.Child("g") });
            },
        });
        stage.Run();
        stage.Log.Clear();
        stage.Fail(parent);
        stage.Expect("p prerestart", "p stop", "g stop", "c stop", "p made", "p postrestart", "p start");
    });

    [Fact]
    public void Given_children_of_a_fixed_name_when_the_parent_restarts_then_the_new_instance_can_make_them_again() => Stage.Each(stage =>
    {
        var parent = stage.Puppet("p", new Script { PreStart = p => p.Child("c") });
        stage.Run();
        stage.Fail(parent);
        stage.Fail(parent);
        Assert.Equal(3, stage.Log.Count("c start"));
        Assert.Equal(2, stage.Log.Count("c stop"));
    });

    [Fact]
    public void Given_a_failing_actor_then_its_subtree_takes_no_message_until_it_is_restarted() => Stage.Each(stage =>
    {
        IActorRef? child = null, grandchild = null;
        var parent = stage.Puppet("p", new Script
        {
            KeepsChildren = true,
            PreStart = p => child ??= p.Child("c", new Script { KeepsChildren = true, PreStart = c => grandchild ??= c.Child("g") }),
        });
        stage.Run();
        stage.Log.Clear();
        for (var i = 0; i < 10; i++)
        {
            child!.Tell(i, ActorRefs.NoSender);
            grandchild!.Tell(i, ActorRefs.NoSender);
        }
        stage.Do(parent, p =>
        {
            p.Note("fails");
            Puppet.Boom();
        });
        var lines = stage.Log.Lines.ToList();
        var (fails, c, g) = (lines.IndexOf("p fails"), lines.IndexOf("c postrestart"), lines.IndexOf("g postrestart"));
        Assert.DoesNotContain(lines[fails..c], l => l.StartsWith("c got", StringComparison.Ordinal));
        // The grandchild hears of it one turn later, through the child.
        var suspended = lines.IndexOf("c prerestart");
        Assert.DoesNotContain(lines[suspended..g], l => l.StartsWith("g got", StringComparison.Ordinal));
        Assert.Equal(20, lines.Count(l => l.Contains(" got ", StringComparison.Ordinal)));
    });

    [Fact]
    public void Given_a_PreRestart_that_keeps_its_children_when_restarted_then_the_survivors_are_restarted_after_it() => Stage.Each(stage =>
    {
        IActorRef? child = null;
        var parent = stage.Puppet("p", new Script { KeepsChildren = true, PreStart = p => child ??= p.Child("c", new Script { KeepsChildren = true, PreStart = c => { if (c.Context.GetChildren().Count == 0) c.Child("g"); } }) });
        stage.Run();
        stage.Log.Clear();
        stage.Fail(parent);
        stage.Expect(
            "p prerestart", "p stop", "p made", "p postrestart", "p start", "c prerestart", "c stop", "c made", "c postrestart", "c start", "g prerestart", "g stop", "g made",
            "g postrestart", "g start");
        stage.Tell(child!, "alive");
        stage.ExpectLast("c got alive");
    });

    [Fact]
    public void Given_a_PreRestart_that_throws_when_restarted_then_the_restart_goes_on() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", new Script { PreRestart = (_, _, _) => Puppet.Boom("in PreRestart") });
        stage.Fail(a);
        stage.Tell(a, 1);
        stage.ExpectLast("a prerestart", "a made", "a postrestart", "a start", "a got 1");
        Assert.Contains(stage.Logs.Entries, e => e.Id == 3);
    });

    [Fact]
    public void Given_the_failed_message_then_PreRestart_is_given_it_with_the_cause() => Stage.Each(stage =>
    {
        (Exception? Cause, object? Message) seen = default;
        var a = stage.Puppet("a", new Script { PreRestart = (_, cause, message) => seen = (cause, message), Receive = (_, m) => throw new StageException($"of {m}") });
        stage.Tell(a, "x");
        Assert.Equal("x", seen.Message);
        Assert.Equal("of x", seen.Cause!.Message);
    });

    [Fact]
    public void Given_an_asynchronous_handler_that_throws_after_an_await_when_restarted_then_the_message_is_known_and_the_mailbox_kept() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        object? seen = null;
        DoAsync order = new(async _ =>
        {
            await gate.Task;
            Puppet.Boom();
        });
        var a = stage.Puppet("a", new Script { PreRestart = (_, _, message) => seen = message });
        stage.Tell(a, order, 1);
        stage.Expect("a made", "a start");
        gate.SetResult();
        stage.Run();
        Assert.Same(order, seen);
        stage.ExpectLast("a prerestart", "a stop", "a made", "a postrestart", "a start", "a got 1");
    });

    [Fact]
    public void Given_a_restart_while_a_handler_awaits_then_it_waits_for_the_handler_whose_token_is_cancelled() => Stage.Each(stage =>
    {
        var family = stage.Family(new AllForOneStrategy(), null, "a", "b");
        stage.Tell(family["a"], new DoAsync(async p =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, p.Context.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            p.Note("gave way");
        }));
        stage.Log.Clear();
        stage.Fail(family["b"]);
        var lines = stage.Log.Lines.Where(l => l[0] == 'a').ToArray();
        Assert.Equal(["a gave way", "a prerestart", "a stop", "a made", "a postrestart", "a start"], lines);
        var isCancelled = true;
        stage.Do(family["a"], p => isCancelled = p.Context.Stopping.IsCancellationRequested);
        Assert.False(isCancelled);
    });

    [Fact]
    public void Given_a_restart_then_an_ended_child_of_the_instance_before_is_not_reported() => Stage.Each(stage =>
    {
        var parent = stage.Puppet("p", new Script { PreStart = p => p.Context.Watch(p.Child("c")) });
        stage.Run();
        stage.Fail(parent);
        Assert.Equal(0, stage.Log.Count("p terminated c"));
    });

    [Fact]
    public void Given_a_stop_during_a_restart_then_the_actor_ends_once_its_children_have_and_no_new_instance_is_made() => Stage.Each(stage =>
    {
        var made = 0;
        IActorRef? child = null;
        var gate = new TaskCompletionSource();
        var parent = stage.Puppet("p", new Script { Made = _ => made++, PreStart = p => child = p.Child("c") });
        stage.Run();
        var probe = stage.Kit.CreateProbe();
        probe.Watch(parent);
        // The child holds the restart up.
        stage.Tell(child!, new DoAsync(_ => gate.Task));
        stage.Fail(parent);
        stage.System.Stop(parent);
        stage.Run();
        probe.ExpectNoMsg();
        gate.SetResult();
        stage.Run();
        probe.ExpectTerminated(parent);
        Assert.Equal(1, made);
        Assert.Equal(1, stage.Log.Count("p stop"));
    });

    [Fact]
    public void Given_a_restart_then_the_behaviour_is_the_first_again() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Become(_ => throw new StageException("new behaviour")));
        stage.Tell(a, "x", "y");
        stage.ExpectLast("a start", "a got y");
    });
}
