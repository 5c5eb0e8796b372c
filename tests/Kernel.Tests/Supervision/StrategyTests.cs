using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Supervision;

public class StrategyTests
{
    [Fact]
    public void Given_one_for_one_when_a_child_fails_then_its_siblings_notice_nothing() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(), null, "a", "b");
        stage.Log.Clear();
        stage.Fail(family["a"]);
        stage.Expect("a prerestart", "a stop", "a made", "a postrestart", "a start");
    });

    [Fact]
    public void Given_all_for_one_when_a_child_fails_then_all_are_restarted_once_and_answer() => Stage.Each(stage =>
    {
        var family = stage.Family(new AllForOneStrategy(), null, "a", "b", "c");
        stage.Log.Clear();
        stage.Fail(family["a"]);
        foreach (var name in new[] { "a", "b", "c" })
        {
            Assert.Equal([$"{name} prerestart", $"{name} stop", $"{name} made", $"{name} postrestart", $"{name} start"], stage.Log.Lines.Where(l => l[0] == name[0]));
            stage.Tell(family[name], "x");
            stage.ExpectLast($"{name} got x");
        }
    });

    [Fact]
    public void Given_all_for_one_with_Stop_when_a_child_fails_then_all_end() => Stage.Each(stage =>
    {
        var family = stage.Family(new AllForOneStrategy(_ => Directive.Stop), null, "a", "b", "c");
        stage.Fail(family["b"]);
        Assert.Equal(3, stage.Log.Lines.Count(l => l.EndsWith(" stop", StringComparison.Ordinal)));
        stage.Do(family.Parent, p => Assert.Empty(p.Context.GetChildren()));
    });

    [Fact]
    public void Given_all_for_one_when_several_fail_at_once_then_each_answers_afterwards() => Stage.Each(stage =>
    {
        var family = stage.Family(new AllForOneStrategy(), null, "a", "b", "c");
        foreach (var child in family.Children.Values) child.Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        stage.Run();
        stage.Tell(family["a"], "x");
        stage.Tell(family["b"], "x");
        stage.Tell(family["c"], "x");
        stage.ExpectLast("a got x", "b got x", "c got x");
    }, seeds: 50);

    [Fact]
    public void Given_Resume_then_the_instance_and_its_children_go_on_and_the_failed_message_is_gone() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(_ => Directive.Resume), new Script { PreStart = p => p.Child("g" + p.Name) }, "a");
        IActorRef? grandchild = null;
        stage.Do(family["a"], p => grandchild = p.Context.Child("ga"));
        stage.Fail(family["a"]);
        stage.Tell(family["a"], 1);
        stage.Tell(grandchild!, 2);
        stage.Expect("parent made", "parent start", "a made", "a start", "ga made", "ga start", "a got 1", "ga got 2");
    });

    [Fact]
    public void Given_Stop_then_the_child_ends_and_its_messages_are_dead_letters() => Stage.Each(stage =>
    {
        var family = stage.Family(new OneForOneStrategy(_ => Directive.Stop), null, "a");
        var dead = stage.DeadLetters();
        family["a"].Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        stage.Tell(family["a"], 1);
        Assert.Single(dead.ReceivedSoFar());
        stage.ExpectLast("a stop");
    });

    [Fact]
    public void Given_the_default_strategy_then_exceptions_restart_and_Kill_stops() => Stage.Each(stage =>
    {
        var family = stage.Family(SupervisorStrategy.Default, null, "a");
        stage.Fail(family["a"]);
        stage.ExpectLast("a start");
        stage.Tell(family["a"], Kill.Instance);
        stage.ExpectLast("a stop");
    });

    [Fact]
    public void Given_a_decider_that_throws_then_the_supervisor_fails_with_its_exception() => Stage.Each(stage =>
    {
        var causes = new List<string>();
        var top = stage.Puppet("top", new Script
        {
            Strategy = new OneForOneStrategy(cause =>
            {
                causes.Add(cause.Message);
                return Directive.Stop;
            }),
        });
        IActorRef? child = null;
        stage.Do(top, t => t.Child("p", new Script { Strategy = new OneForOneStrategy(_ => throw new StageException("decider")), PreStart = p => child = p.Child("c") }));
        stage.Fail(child!);
        Assert.Equal(["decider"], causes);
        stage.ExpectLast("c stop", "p stop");
    });

    [Fact]
    public void Given_a_decider_that_returns_no_directive_then_the_supervisor_fails() => Stage.Each(stage =>
    {
        Exception? cause = null;
        var top = stage.Puppet("top", new Script
        {
            Strategy = new OneForOneStrategy(c =>
            {
                cause = c;
                return Directive.Stop;
            }),
        });
        IActorRef? child = null;
        stage.Do(top, t => t.Child("p", new Script { Strategy = new OneForOneStrategy(_ => (Directive)77), PreStart = p => child = p.Child("c") }));
        stage.Fail(child!);
        Assert.Contains("77", Assert.IsType<InvalidOperationException>(cause).Message, StringComparison.Ordinal);
    }, seeds: 3);

    [Fact]
    public void Given_Props_with_a_strategy_then_it_goes_before_the_actors_own() => Stage.Each(stage =>
    {
        IActorRef? child = null;
        stage.Puppet(
            "p", new Script { Strategy = SupervisorStrategy.Stopping, PreStart = p => child = p.Child("c") },
            p => p.WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        stage.Run();
        stage.Fail(child!);
        stage.Tell(child!, 1);
        stage.ExpectLast("c start", "c got 1");
    }, seeds: 5);

    [Fact]
    public void Given_a_failure_then_it_is_logged_with_path_and_directive_unless_the_strategy_says_not_to() => Stage.Each(stage =>
    {
        var loud = stage.Family(new OneForOneStrategy(), null, "a");
        stage.Fail(loud["a"]);
        var entry = Assert.Single(stage.Logs.Entries, e => e.Id == 1);
        Assert.Contains("nt://test/user/parent/a", entry.Text, StringComparison.Ordinal);
        Assert.Contains("Restart", entry.Text, StringComparison.Ordinal);
        var quiet = stage.Puppet("quiet", new Script { Strategy = new OneForOneStrategy(isLogging: false) });
        IActorRef? child = null;
        stage.Do(quiet, q => child = q.Child("b"));
        stage.Fail(child!);
        Assert.Single(stage.Logs.Entries, e => e.Id == 1);
    }, seeds: 3);
}
