using System.Diagnostics;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

[Collection(DiagnosticsCollection.Name)]
public class ActorTracingTests
{
    /// <summary>A stage with a listener and a span of the test's own, within which the test tells.</summary>
    private static void With(Action<Stage, Activity, List<Activity>> test)
    {
        var ended = new List<Activity>();
        using var root = new Activity("the test");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ActorTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            // Other tests' systems, should any trace, are not of this trace.
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId) ended.Add(activity);
            },
        };
        using var stage = new Stage(1);
        root.Start();
        ActivitySource.AddActivityListener(listener);
        test(stage, root, ended);
    }

    /// <summary>Runs what was told, with nothing current on this thread: what a span has for a parent can only have come with its message.</summary>
    private static void Run(Stage stage)
    {
        var outer = Activity.Current;
        Activity.Current = null;
        stage.Run();
        Assert.Null(Activity.Current);
        Activity.Current = outer;
    }

    private static object? Path(Activity activity) => activity.GetTagItem("nt.actor.path");

    [Fact]
    public void Given_messages_that_cause_others_then_each_handling_is_a_child_of_the_one_that_sent_it() => With((stage, root, ended) =>
    {
        var c = stage.Puppet("c");
        var b = stage.Puppet("b", new Script { Receive = (_, m) => { c.Tell(m); return true; } });
        var a = stage.Puppet("a", new Script { Receive = (_, m) => { b.Tell(m); return true; } });
        a.Tell("x", ActorRefs.NoSender);
        Run(stage);
        Assert.Equal(["nt://test/user/a", "nt://test/user/b", "nt://test/user/c"], ended.Select(Path));
        Assert.Equal([root.SpanId, ended[0].SpanId, ended[1].SpanId], ended.Select(e => e.ParentSpanId));
        Assert.All(ended, e => Assert.Equal(("receive String", ActivityKind.Consumer), (e.DisplayName, e.Kind)));
        stage.ExpectLast("c got x");
    });

    [Fact]
    public void Given_a_handler_that_awaits_then_its_span_lasts_until_it_has_ended_and_what_it_tells_then_belongs_to_it() => With((stage, root, ended) =>
    {
        var gate = new TaskCompletionSource();
        var (a, b) = (stage.Puppet("a"), stage.Puppet("b"));
        a.Tell(new DoAsync(async _ =>
        {
            await gate.Task;
            b.Tell("later");
        }), ActorRefs.NoSender);
        Run(stage);
        Assert.Empty(ended);
        gate.SetResult();
        Run(stage);
        Assert.Equal(["nt://test/user/a", "nt://test/user/b"], ended.Select(Path).Order());
        var (first, second) = (ended.Single(e => (string?)Path(e) == "nt://test/user/a"), ended.Single(e => (string?)Path(e) == "nt://test/user/b"));
        Assert.Equal((root.SpanId, first.SpanId), (first.ParentSpanId, second.ParentSpanId));
    });

    [Fact]
    public void Given_a_handler_that_fails_at_once_or_later_then_its_span_says_so() => With((stage, _, ended) =>
    {
        var a = stage.Puppet("a");
        a.Tell(new Do(_ => Puppet.Boom("one")), ActorRefs.NoSender);
        a.Tell(new DoAsync(async _ =>
        {
            await Task.Yield();
            Puppet.Boom("two");
        }), ActorRefs.NoSender);
        Run(stage);
        Assert.Equal([(ActivityStatusCode.Error, "one"), (ActivityStatusCode.Error, "two")], ended.Select(e => (e.Status, e.StatusDescription)));
    });

    [Fact]
    public void Given_a_message_that_is_stashed_then_it_still_belongs_to_its_trace_when_it_comes_back() => With((stage, root, ended) =>
    {
        var isOpen = false;
        var b = stage.Puppet("b");
        var a = stage.Puppet("a", new Script
        {
            Receive = (p, m) =>
            {
                if (isOpen) b.Tell(m);
                else p.Context.Stash.Stash();
                return true;
            },
        });
        a.Tell("x", ActorRefs.NoSender);
        Run(stage);
        isOpen = true;
        Activity.Current = null;
        a.Tell(new Do(p => p.Context.Stash.UnstashAll(m => m is "x")), ActorRefs.NoSender);
        stage.Run();
        Assert.Equal(["nt://test/user/a", "nt://test/user/a", "nt://test/user/b"], ended.Select(Path));
        Assert.Equal([root.SpanId, root.SpanId, ended[1].SpanId], ended.Select(e => e.ParentSpanId));
        stage.ExpectLast("b got x");
    });

    [Fact]
    public void Given_a_watched_end_within_a_trace_then_a_stashed_Terminated_is_forgotten_by_Unwatch_all_the_same() => With((stage, _, _) =>
    {
        var subject = stage.Puppet("s");
        var watcher = stage.Puppet("w", new Script
        {
            Receive = (p, _) =>
            {
                p.Note("saw it");
                p.Context.Stash.Stash();
                return true;
            },
        });
        stage.Do(watcher, p => p.Context.Watch(subject));
        stage.System.Stop(subject);
        // With the test's span current, so that the notice itself is traced.
        stage.Run();
        stage.Do(watcher, p =>
        {
            p.Context.Unwatch(subject);
            p.Note($"keeps {p.Context.Stash.Count}");
        });
        stage.ExpectLast("s stop", "w saw it", "w keeps 0");
    });

    [Fact]
    public void Given_a_trace_then_questions_routers_and_the_kernels_own_messages_work_within_it() => With((stage, root, ended) =>
    {
        var dead = stage.DeadLetters();
        var echo = new Script { Receive = (p, m) => { p.Sender.Tell(m); return true; } };
        var a = stage.Puppet("a", echo, p => p.WithMailbox(MailboxType.Priority(m => m is string ? 0 : throw new StageException("not the message itself"))));
        var router = stage.Puppet("router", echo, p => p.WithRouter(RouterConfig.RoundRobinPool(2)));
        Assert.Equal("x", stage.Kit.Await(a.Ask<string>("x")));
        Assert.Equal("y", stage.Kit.Await(router.Ask<string>("y")));
        Assert.Equal(2, stage.Kit.Await(router.Ask<Routees>(GetRoutees.Instance)).Members.Count);
        Assert.Equal(new ActorIdentity(1, a), stage.Kit.Await(a.Ask<ActorIdentity>(new Identify(1))));
        stage.Kit.StopAndAwait(a);
        stage.Tell(a, "late");
        dead.ExpectMsg(new DeadLetter("late", ActorRefs.NoSender, a));
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(a.Ask("late too")));
        Assert.All(ended, e => Assert.Equal(root.TraceId, e.TraceId));
    });

    [Fact]
    public void Given_no_trace_at_the_sender_then_none_begins_at_the_receiver() => With((stage, _, ended) =>
    {
        Activity.Current = null;
        stage.Tell(stage.Puppet("a"), "x");
        stage.ExpectLast("a got x");
        Assert.Empty(ended);
    });

    [Fact]
    public void Given_a_timer_set_within_a_trace_then_its_messages_belong_to_none() => With((stage, _, ended) =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.Timers.StartPeriodicTimer("t", "tick", TimeSpan.FromSeconds(1)));
        stage.System.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), a, "tock");
        ended.Clear();
        Activity.Current = null;
        stage.Kit.Advance(TimeSpan.FromSeconds(3.5));
        Assert.Equal((3, 3), (stage.Log.Count("a got tick"), stage.Log.Count("a got tock")));
        Assert.Empty(ended);
    });
}
