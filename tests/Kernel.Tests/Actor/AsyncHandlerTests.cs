using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class AsyncHandlerTests
{
    [Fact]
    public void Given_a_handler_that_awaits_then_no_other_message_is_taken_until_it_has_ended() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(async p =>
        {
            p.Note("begins");
            await gate.Task;
            p.Note("ends");
        }), 1);
        stage.ExpectLast("a begins");
        gate.SetResult();
        stage.Run();
        stage.ExpectLast("a begins", "a ends", "a got 1");
    });

    [Fact]
    public void Given_a_handler_that_awaits_then_it_goes_on_in_the_actors_turn_with_its_own_Self_and_Sender() => Stage.Each(stage =>
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var probe = stage.Kit.CreateProbe();
        var a = stage.Puppet("a");
        var turns = new List<IActorRef?>();
        probe.Send(a, new DoAsync(async p =>
        {
            await first.Task;
            turns.Add(ActorCell.Current?.Self);
            await second.Task;
            turns.Add(ActorCell.Current?.Self);
            p.Sender.Tell("done");
        }));
        stage.Run();
        // From a thread of the pool, where nothing of the actor may run.
        stage.Kit.Await(Task.Run(first.SetResult));
        stage.Run();
        stage.Kit.Await(Task.Run(second.SetResult));
        probe.ExpectMsg("done");
        Assert.Equal(a, probe.LastSender);
        Assert.Equal<IActorRef?>([a, a], turns);
    }, seeds: 10);

    [Fact]
    public void Given_RunTask_within_a_handler_that_has_not_yet_awaited_then_it_is_refused_and_the_handler_stays_whole() => Stage.Each(stage =>
    {
        var (inner, outer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(async p =>
        {
            Assert.Throws<InvalidOperationException>(() => p.Context.RunTask(() => inner.Task));
            await outer.Task;
            p.Note("ends");
        }), 1);
        inner.SetResult();
        stage.Run();
        stage.System.Stop(a);
        stage.Run();
        Assert.Equal(0, stage.Log.Count("a stop"));
        outer.SetResult();
        stage.Run();
        stage.ExpectLast("a ends", "a stop");
    }, seeds: 5);

    [Fact]
    public void Given_a_handler_that_awaits_then_system_messages_are_still_handled() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a");
        IActorRef? child = null;
        stage.Do(a, p => child = p.Child("c"));
        stage.Tell(a, new DoAsync(_ => gate.Task));
        stage.Fail(child!);
        stage.Tell(child!, 1);
        stage.ExpectLast("c postrestart", "c start", "c got 1");
        gate.SetResult();
    });

    [Fact]
    public void Given_a_handler_that_awaits_when_its_child_escalates_then_the_restart_waits_for_the_handler() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        IActorRef? child = null;
        var a = stage.Puppet("a", new Script { Strategy = new OneForOneStrategy(_ => Directive.Escalate), PreStart = p => child = p.Child("c") });
        stage.Run();
        stage.Tell(a, new DoAsync(async p =>
        {
            await gate.Task;
            p.Note("ends");
        }), 1);
        stage.Fail(child!);
        stage.ExpectLast("c start");
        gate.SetResult();
        stage.Run();
        Assert.Equal("a prerestart", stage.Log.Lines[stage.Log.IndexOf("a ends") + 1]);
        Assert.Equal(1, stage.Log.Count("a got 1"));
    });

    [Fact]
    public void Given_a_second_asynchronous_handler_within_the_first_then_it_is_refused() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        Exception? refusal = null;
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(async p =>
        {
            await gate.Task;
            refusal = Record.Exception(() => p.Context.RunTask(() => Task.Delay(1)));
        }));
        gate.SetResult();
        stage.Run();
        Assert.IsType<InvalidOperationException>(refusal);
    }, seeds: 3);

    [Fact]
    public void Given_a_handler_that_fails_before_its_first_await_or_after_then_the_actor_restarts_once() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Tell(a, new DoAsync(_ => throw new StageException("at once")));
        Assert.Equal(1, stage.Log.Count("a postrestart"));
        stage.Tell(a, new DoAsync(_ => Task.FromException(new StageException("faulted"))));
        Assert.Equal(2, stage.Log.Count("a postrestart"));
        stage.Tell(a, new DoAsync(_ => Task.FromCanceled(new CancellationToken(true))));
        Assert.Equal(3, stage.Log.Count("a postrestart"));
        stage.Tell(a, 1);
        stage.ExpectLast("a got 1");
    }, seeds: 5);

    [Fact]
    public void Given_an_asynchronous_PreStart_then_messages_wait_for_it() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a", new Script { PreStart = p => p.Context.RunTask(async () => { await gate.Task; p.Note("ready"); }) });
        stage.Tell(a, 1);
        stage.Expect("a made", "a start");
        gate.SetResult();
        stage.Run();
        stage.Expect("a made", "a start", "a ready", "a got 1");
    });

    [Fact]
    public void Given_a_stop_and_a_restart_that_both_wait_for_a_handler_then_the_actor_ends_and_answers_nobody() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var family = stage.Family(new AllForOneStrategy(), null, "a", "b");
        stage.Tell(family["a"], new DoAsync(_ => gate.Task));
        stage.Fail(family["b"]);
        stage.System.Stop(family["a"]);
        stage.Run();
        var probe = stage.Kit.CreateProbe();
        probe.Watch(family["a"]);
        probe.ExpectNoMsg();
        gate.SetResult();
        probe.ExpectTerminated(family["a"]);
    });

    [Fact]
    public void Given_a_handler_that_yields_until_another_actor_did_something_then_the_other_gets_its_turns() => Stage.Each(stage =>
    {
        var isDone = false;
        var a = stage.Puppet("a");
        a.Tell(new DoAsync(async p =>
        {
            while (!Volatile.Read(ref isDone)) await Task.Yield();
            p.Note("saw it");
        }), ActorRefs.NoSender);
        var b = stage.Puppet("b");
        b.Tell(new Do(_ => isDone = true), ActorRefs.NoSender);
        stage.Run();
        stage.ExpectLast("a saw it");
    }, seeds: 10);
}
