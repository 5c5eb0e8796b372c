using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Dispatch;

public class DispatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Answers with the thread it runs on.</summary>
    private static Props WhereAmI(MessageDispatcher dispatcher) => Props.Create(() => new Puppet(new Log(), new Script
    {
        Receive = (p, m) =>
        {
            if (m is not string) return false;
            p.Sender.Tell(Thread.CurrentThread);
            return true;
        },
    })).WithDispatcher(dispatcher);

    private static Thread Ask(ActorTestKit kit, IActorRef actor)
    {
        var probe = kit.CreateProbe();
        probe.Send(actor, "where");
        return probe.ExpectMsg<Thread>();
    }

    [Fact]
    public async Task Given_the_default_dispatcher_then_actors_run_on_the_thread_pool()
    {
        await using var kit = new ActorTestKit();
        Assert.True(Ask(kit, kit.System.ActorOf(WhereAmI(ThreadPoolDispatcher.Instance))).IsThreadPoolThread);
        Assert.Same(ThreadPoolDispatcher.Instance, kit.System.Options.Dispatcher);
    }

    [Fact]
    public async Task Given_a_pinned_dispatcher_then_each_actor_has_a_thread_of_its_own_that_bears_its_name_and_ends_with_it()
    {
        await using var kit = new ActorTestKit();
        var dispatcher = new PinnedDispatcher(ThreadPriority.AboveNormal);
        var (a, b) = (kit.System.ActorOf(WhereAmI(dispatcher), "a"), kit.System.ActorOf(WhereAmI(dispatcher), "b"));
        var (first, second) = (Ask(kit, a), Ask(kit, b));
        Assert.NotSame(first, second);
        Assert.Equal(("a", false, true, ThreadPriority.AboveNormal), (first.Name, first.IsThreadPoolThread, first.IsBackground, first.Priority));
        for (var i = 0; i < 20; i++) Assert.Same(first, Ask(kit, a));
        kit.StopAndAwait(a);
        Assert.True(first.Join(Patience));
        Assert.True(second.IsAlive);
    }

    [Fact]
    public async Task Given_a_pinned_actor_that_fails_then_the_new_instance_runs_on_the_same_thread_and_handlers_go_on_there()
    {
        await using var kit = new ActorTestKit();
        var a = kit.System.ActorOf(WhereAmI(new PinnedDispatcher()));
        var before = Ask(kit, a);
        a.Tell(new Do(_ => Puppet.Boom()), ActorRefs.NoSender);
        Assert.Same(before, Ask(kit, a));
        var probe = kit.CreateProbe();
        probe.Send(a, new DoAsync(async p =>
        {
            await Task.Run(() => { });
            p.Sender.Tell(Thread.CurrentThread);
        }));
        Assert.Same(before, probe.ExpectMsg<Thread>());
    }

    [Fact]
    public async Task Given_an_ended_pinned_actor_then_what_comes_late_is_a_dead_letter_and_a_watcher_learns_of_the_end()
    {
        await using var kit = new ActorTestKit();
        var a = kit.System.ActorOf(WhereAmI(new PinnedDispatcher()));
        var thread = Ask(kit, a);
        kit.StopAndAwait(a);
        Assert.True(thread.Join(Patience));
        var probe = kit.CreateProbe();
        kit.System.EventStream.Subscribe<DeadLetter>(probe.Ref);
        a.Tell("late", ActorRefs.NoSender);
        Assert.Equal(a, probe.ExpectMsg<DeadLetter>(d => d.Message is "late").Recipient);
        probe.Watch(a);
        probe.ExpectTerminated(a);
    }

    [Fact]
    public void Given_an_actor_with_endless_work_then_others_get_their_turns_after_the_throughput() => Stage.Each(stage =>
    {
        var rounds = 0;
        IActorRef? busy = null;
        var isDone = false;
        busy = stage.Puppet("busy", new Script
        {
            Receive = (p, m) =>
            {
                rounds++;
                if (!isDone) p.Self.Tell(m);
                return true;
            },
        });
        busy.Tell("again", ActorRefs.NoSender);
        stage.Puppet("other").Tell(new Do(_ => isDone = true), ActorRefs.NoSender);
        stage.Run();
        Assert.InRange(rounds, 1, 1000);
    });
}
