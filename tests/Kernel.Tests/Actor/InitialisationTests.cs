using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class InitialisationTests
{
    public static TheoryData<string> Faults => ["constructor", "PreStart", "null", "reused"];

    private static Props Faulty(string fault, Stage stage)
    {
        Puppet? kept = null;
        return fault switch
        {
            "constructor" => Props.Create(() => new Puppet(stage.Log, new Script { Made = _ => Puppet.Boom() })),
            "PreStart" => Props.Create(() => new Puppet(stage.Log, new Script { PreStart = _ => Puppet.Boom() })),
            "null" => Props.Create<Puppet>(() => null!),
            _ => Props.Create(() => kept ??= new Puppet(stage.Log, new Script())),
        };
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Given_an_actor_that_cannot_be_made_then_it_is_stopped_by_default_and_its_watcher_learns_so(string fault) => Stage.Each(stage =>
    {
        var props = Faulty(fault, stage);
        if (fault == "reused") stage.System.ActorOf(props, "first");
        stage.Run();
        var actor = stage.System.ActorOf(props, "second");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(actor);
        probe.ExpectTerminated(actor);
        Assert.Equal(0, stage.Log.Count("second stop"));
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public void Given_an_actor_that_cannot_be_made_then_its_supervisor_is_given_a_typed_cause_that_names_it(string fault) => Stage.Each(stage =>
    {
        Exception? seen = null;
        var props = Faulty(fault, stage);
        var strategy = new OneForOneStrategy(cause =>
        {
            seen = cause;
            return Directive.Stop;
        });
        var parent = stage.Puppet("p", new Script { Strategy = strategy });
        stage.Do(parent, p =>
        {
            if (fault == "reused") p.Context.ActorOf(props, "first");
        });
        stage.Do(parent, p => p.Context.ActorOf(props, "second"));
        var cause = Assert.IsType<ActorInitializationException>(seen);
        Assert.Contains("/user/p/second", cause.Message, StringComparison.Ordinal);
        Assert.Equal("second", cause.Actor.Path.Name);
    });

    [Fact]
    public void Given_a_PreStart_that_fails_at_first_when_the_answer_is_Restart_then_it_is_tried_again_with_PreStart_and_the_mailbox_is_kept() => Stage.Each(stage =>
    {
        var tries = 0;
        var family = stage.Family(
            new OneForOneStrategy(_ => Directive.Restart), new Script { PreStart = _ => { if (++tries < 3) Puppet.Boom(); } }, "a");
        stage.Tell(family["a"], 1);
        Assert.Equal(3, stage.Log.Count("a start"));
        Assert.Equal(0, stage.Log.Count("a postrestart"));
        stage.ExpectLast("a made", "a start", "a got 1");
    });

    [Fact]
    public void Given_a_PreStart_that_fails_when_the_answer_is_Resume_then_a_new_instance_is_made_in_its_place() => Stage.Each(stage =>
    {
        var tries = 0;
        var family = stage.Family(new OneForOneStrategy(_ => Directive.Resume), new Script { PreStart = _ => { if (++tries == 1) Puppet.Boom(); } }, "a");
        stage.Tell(family["a"], 1);
        stage.ExpectLast("a made", "a start", "a made", "a start", "a got 1");
    });

    [Fact]
    public void Given_a_failed_PreStart_whose_answer_is_awaited_when_the_parent_goes_on_then_no_instance_is_made_before_the_answer() => Stage.Each(stage =>
    {
        var starts = 0;
        // The grandparent suspends and resumes the parent, whose child has failed in its PreStart and is to be stopped.
        var top = stage.Puppet("top", new Script { Strategy = new OneForOneStrategy(_ => Directive.Resume) });
        IActorRef? parent = null;
        stage.Do(top, t => parent = t.Child("p", new Script { Strategy = new OneForOneStrategy(_ => Directive.Stop) }));
        parent!.Tell(new Do(p =>
        {
            p.Child("c", new Script { PreStart = _ => { starts++; Puppet.Boom("in PreStart"); } });
            Puppet.Boom("parent");
        }), ActorRefs.NoSender);
        stage.Run();
        Assert.Equal(1, starts);
        stage.Tell(parent, "x");
        stage.ExpectLast("p got x");
    });

    [Fact]
    public void Given_a_failed_PreStart_that_left_children_and_timers_when_made_again_then_the_children_have_ended_and_the_timers_are_silent() => Stage.Each(stage =>
    {
        var tries = 0;
        stage.Family(
            new OneForOneStrategy(_ => Directive.Restart),
            new Script
            {
                PreStart = a =>
                {
                    a.Child("c");
                    if (++tries > 1) return;
                    a.Context.Timers.StartSingleTimer("t", "tick", TimeSpan.FromSeconds(1));
                    a.Context.SetReceiveTimeout(TimeSpan.FromSeconds(1));
                    Puppet.Boom();
                },
            },
            "a");
        Assert.Equal(1, stage.Log.Count("c stop"));
        stage.Kit.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, stage.Log.Count("a got tick"));
        Assert.DoesNotContain(stage.Log.Lines, l => l.Contains("ReceiveTimeout", StringComparison.Ordinal));
    });

    [Fact]
    public void Given_a_PostRestart_that_fails_then_it_is_reported_with_both_causes_and_stops_the_actor_by_default() => Stage.Each(stage =>
    {
        var causes = new List<Exception>();
        var strategy = new OneForOneStrategy(cause =>
        {
            causes.Add(cause);
            return SupervisorStrategy.DefaultDecider(cause);
        });
        var family = stage.Family(strategy, new Script { PostRestart = (_, _) => Puppet.Boom("again") }, "a");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(family["a"]);
        stage.Fail(family["a"], "first");
        probe.ExpectTerminated(family["a"]);
        var post = Assert.IsType<PostRestartException>(causes[1]);
        Assert.Equal(("first", "again"), (post.OriginalCause.Message, post.InnerException!.Message));
    });

    [Fact]
    public void Given_a_PostRestart_that_fails_once_when_the_answer_is_Restart_then_the_actor_lives() => Stage.Each(stage =>
    {
        var tries = 0;
        var family = stage.Family(new OneForOneStrategy(_ => Directive.Restart), new Script { PostRestart = (_, _) => { if (++tries == 1) Puppet.Boom(); } }, "a");
        stage.Fail(family["a"]);
        stage.Tell(family["a"], 1);
        stage.ExpectLast("a start", "a got 1");
    });

    [Fact]
    public void Given_an_actor_made_with_new_then_it_refuses() =>
        Assert.Throws<InvalidOperationException>(() => new Puppet(new Log(), new Script()));

    [Fact]
    public void Given_a_stop_in_the_constructor_then_PreStart_runs_and_the_actor_ends() => Stage.Each(stage =>
    {
        stage.Puppet("a", new Script { Made = p => p.Context.Stop(p.Self) });
        stage.Run();
        stage.Expect("a made", "a start", "a stop");
    });

    [Fact]
    public void Given_a_container_then_its_instances_are_used_and_a_type_it_does_not_know_is_a_failed_start() => Stage.Each(stage =>
    {
        var known = stage.System.ActorOf(Props.CreateFrom<Puppet>(new Container(() => new Puppet(stage.Log, new Script()))), "known");
        var unknown = stage.System.ActorOf(Props.CreateFrom<Puppet>(new Container(() => null)), "unknown");
        var probe = stage.Kit.CreateProbe();
        probe.Watch(unknown);
        probe.ExpectTerminated(unknown);
        stage.Tell(known, 1);
        stage.ExpectLast("known got 1");
    });

    private sealed class Container(Func<object?> make) : IServiceProvider
    {
        public object? GetService(Type serviceType) => make();
    }
}
