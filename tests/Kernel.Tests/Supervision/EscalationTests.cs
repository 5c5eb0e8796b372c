using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Supervision;

public class EscalationTests
{
    private static readonly OneForOneStrategy Escalating = new(_ => Directive.Escalate);

    /// <summary>top, p, c in a chain; p escalates, top answers.</summary>
    private static (IActorRef Parent, IActorRef Child, IActorRef Sibling) Chain(Stage stage, Directive answer, bool keeps = false)
    {
        IActorRef? parent = null, child = null, sibling = null;
        var top = stage.Puppet("top", new Script { Strategy = new OneForOneStrategy(_ => answer) });
        stage.Do(top, t => parent = t.Child("p", new Script
        {
            Strategy = Escalating,
            KeepsChildren = keeps,
            PreStart = p =>
            {
                if (keeps && child is not null) return;
                child = p.Child("c");
                sibling = p.Child("s");
            },
        }));
        return (parent!, child!, sibling!);
    }

    [Fact]
    public void Given_a_failure_escalated_through_many_levels_then_it_arrives_as_it_was_thrown()
    {
        const int Levels = 1000;
        using var stage = new Stage(1);
        var traces = new List<string>();
        var top = stage.Puppet("top", new Script { Strategy = Seeing(Directive.Stop), PreStart = p => Deepen(p, Levels) });
        stage.Run();
        Assert.Equal(Levels, traces.Count);
        Assert.Single(traces.Distinct());
        stage.System.Stop(top);
        stage.Run();
        Assert.Equal(Levels + 1, stage.Log.Lines.Count(l => l.EndsWith(" stop", StringComparison.Ordinal)));

        void Deepen(Puppet parent, int levels) => parent.Child("c", new Script
        {
            Strategy = Seeing(Directive.Escalate),
            PreStart = p =>
            {
                if (levels > 1) Deepen(p, levels - 1);
                else p.Self.Tell("fail", ActorRefs.NoSender);
            },
            Receive = (_, _) => throw new StageException("boom"),
        });

        OneForOneStrategy Seeing(Directive directive) => new(
            -1,
            null,
            cause =>
            {
                traces.Add(cause.StackTrace!);
                return directive;
            },
            isLogging: false);
    }

    [Fact]
    public void Given_an_escalated_failure_when_the_answer_is_Resume_then_child_sibling_and_parent_go_on_as_they_were() => Stage.Each(stage =>
    {
        var (parent, child, sibling) = Chain(stage, Directive.Resume);
        stage.Log.Clear();
        stage.Fail(child);
        stage.Tell(child, 1);
        stage.Tell(sibling, 2);
        stage.Tell(parent, 3);
        stage.Expect("c got 1", "s got 2", "p got 3");
        // As balanced as before: the same again.
        stage.Fail(child);
        stage.Tell(child, 4);
        stage.ExpectLast("c got 4");
    });

    [Fact]
    public void Given_an_escalated_failure_when_the_answer_is_Restart_then_the_parent_restarts_and_its_children_with_it() => Stage.Each(stage =>
    {
        var (parent, child, _) = Chain(stage, Directive.Restart);
        stage.Log.Clear();
        stage.Fail(child);
        stage.Tell(parent, 1);
        Assert.Equal("p prerestart", stage.Log.Lines[0]);
        Assert.Equal((1, 1, 1, 1), (stage.Log.Count("c stop"), stage.Log.Count("c start"), stage.Log.Count("s stop"), stage.Log.Count("s start")));
        Assert.True(stage.Log.IndexOf("p made") > stage.Log.IndexOf("c stop"));
        stage.ExpectLast("p got 1");
    });

    [Fact]
    public void Given_an_escalated_failure_when_the_parent_restarts_and_keeps_its_children_then_each_is_restarted_once_and_answers() => Stage.Each(stage =>
    {
        var (parent, child, sibling) = Chain(stage, Directive.Restart, keeps: true);
        stage.Fail(child);
        Assert.Equal((1, 1, 1), (stage.Log.Count("p postrestart"), stage.Log.Count("c postrestart"), stage.Log.Count("s postrestart")));
        stage.Tell(child, 1);
        stage.Tell(sibling, 2);
        stage.Tell(parent, 3);
        stage.ExpectLast("c got 1", "s got 2", "p got 3");
    });

    [Fact]
    public void Given_an_escalated_failure_when_the_answer_is_Stop_then_the_parent_ends_after_its_children() => Stage.Each(stage =>
    {
        var (_, child, _) = Chain(stage, Directive.Stop);
        stage.Fail(child);
        stage.ExpectLast("p stop");
        Assert.Equal((1, 1), (stage.Log.Count("c stop"), stage.Log.Count("s stop")));
    });

    [Fact]
    public void Given_a_chain_of_three_that_escalates_then_the_cause_arrives_unchanged_at_the_top() => Stage.Each(stage =>
    {
        Exception? cause = null;
        IActorRef? leaf = null;
        var thrown = new StageException("deep");
        var top = stage.Puppet("top", new Script
        {
            Strategy = new OneForOneStrategy(c =>
            {
                cause = c;
                return Directive.Resume;
            }),
        });
        Script Next(int depth) => new() { Strategy = Escalating, PreStart = p => { if (depth > 0) leaf = p.Child($"l{depth}", Next(depth - 1)); } };
        stage.Do(top, t => t.Child("l4", Next(3)));
        stage.Do(leaf!, _ => throw thrown);
        Assert.Same(thrown, cause);
        stage.Tell(leaf!, 1);
        stage.ExpectLast("l1 got 1");
    });

    [Fact]
    public void Given_two_children_that_fail_at_once_when_both_are_escalated_then_both_answer_after_the_decisions() => Stage.Each(stage =>
    {
        foreach (var (answer, keeps) in new[] { (Directive.Resume, false), (Directive.Restart, true) })
        {
            using var inner = new Stage(stage.Log.Lines.Count + 7);
            var (parent, child, sibling) = Chain(inner, answer, keeps);
            child.Tell(new Do(_ => Puppet.Boom("one")), ActorRefs.NoSender);
            sibling.Tell(new Do(_ => Puppet.Boom("two")), ActorRefs.NoSender);
            parent.Tell(new Do(_ => Puppet.Boom("three")), ActorRefs.NoSender);
            inner.Run();
            inner.Tell(child, 1);
            inner.Tell(sibling, 2);
            inner.Tell(parent, 3);
            inner.ExpectLast("c got 1", "s got 2", "p got 3");
        }
        stage.Log.Add("next seed");
    }, seeds: 50);

    [Fact]
    public void Given_a_child_that_fails_while_its_parent_is_failed_then_it_answers_when_the_parent_goes_on() => Stage.Each(stage =>
    {
        IActorRef? parent = null, child = null;
        var gate = new TaskCompletionSource();
        var top = stage.Puppet("top", new Script { Strategy = new OneForOneStrategy(_ => Directive.Resume) });
        stage.Do(top, t => parent = t.Child("p", new Script { Strategy = new OneForOneStrategy(_ => Directive.Resume), PreStart = p => child = p.Child("c") }));
        // The child is in a handler when it is suspended, and fails from there.
        stage.Tell(child!, new DoAsync(async _ =>
        {
            await gate.Task;
            Puppet.Boom("late");
        }));
        parent!.Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        gate.SetResult();
        stage.Run();
        stage.Tell(child!, 1);
        stage.Tell(parent, 2);
        stage.ExpectLast("c got 1", "p got 2");
    }, seeds: 50);

    [Fact]
    public void Given_a_child_that_is_made_while_its_parent_is_suspended_then_it_waits_for_the_parent() => Stage.Each(stage =>
    {
        IActorRef? parent = null, child = null;
        var (gate, hold) = (new TaskCompletionSource(), new TaskCompletionSource());
        // The top is failed and its own supervisor takes its time to answer: all below is suspended meanwhile.
        var root = stage.Puppet("root", new Script { Strategy = new OneForOneStrategy(_ => Directive.Resume) });
        IActorRef? top = null;
        stage.Do(root, r => top = r.Child("top", new Script { PreStart = t => parent = t.Child("p") }));
        stage.Tell(parent!, new DoAsync(async p =>
        {
            await gate.Task;
            child = p.Child("c");
            child.Tell("x");
        }));
        // Resume is deferred by the handler the top is in, not the failure.
        top!.Tell(new DoAsync(_ => hold.Task), ActorRefs.NoSender);
        stage.Run();
        top!.SuspendForTest();
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal(1, stage.Log.Count("c start"));
        Assert.Equal(0, stage.Log.Count("c got x"));
        top.ResumeForTest();
        hold.SetResult();
        stage.Run();
        stage.ExpectLast("c got x");
    });

    [Fact]
    public void Given_a_parent_that_is_ending_when_a_child_fails_then_both_end() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(), new Script { PostStop = _ => Puppet.Boom() }, "a", "b");
        family["a"].Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        stage.System.Stop(family.Parent);
        family["b"].Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        stage.Run();
        stage.ExpectLast("parent stop");
        Assert.True(stage.Log.Count("a stop") >= 1 && stage.Log.Count("b stop") >= 1);
    }, seeds: 50);
}

internal static class Suspending
{
    public static void SuspendForTest(this IActorRef actor) => actor.Internal().SendSystem(new Kernel.Dispatch.Suspend());

    public static void ResumeForTest(this IActorRef actor) => actor.Internal().SendSystem(new Kernel.Dispatch.Resume(null));
}
