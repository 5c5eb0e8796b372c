using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Routing;

public class RouterTests
{
    /// <summary>Notes in the log who got what.</summary>
    private static readonly Script Noting = new()
    {
        Receive = (p, m) =>
        {
            p.Note($"got {m}");
            return true;
        },
    };

    private static IActorRef Router(Stage stage, RouterConfig config) => stage.Puppet("router", Noting, p => p.WithRouter(config));

    private static IReadOnlyList<IActorRef> Members(Stage stage, IActorRef router) => stage.Kit.Await(router.Ask<Routees>(GetRoutees.Instance)).Members;

    /// <summary>What each got, in the order of the routees.</summary>
    private static string[] Got(Stage stage, IEnumerable<IActorRef> members) =>
        [.. members.Select(m => string.Join(' ', stage.Log.Lines.Where(l => l.StartsWith($"{m.Path.Name} got ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])))];

    [Fact]
    public void Given_round_robin_then_the_routees_take_turns() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.RoundRobinPool(3));
        stage.Tell(router, 1, 2, 3, 4, 5, 6, 7);
        Assert.Equal(["1 4 7", "2 5", "3 6"], Got(stage, Members(stage, router)));
    });

    [Fact]
    public void Given_a_group_then_its_members_take_turns_with_the_sender_kept_and_outlive_the_router() => Stage.Each(stage =>
    {
        var echo = new Script
        {
            Receive = (p, m) =>
            {
                p.Sender.Tell($"{m} by {p.Name}");
                return true;
            },
        };
        var (a, b) = (stage.Puppet("a", echo), stage.Puppet("b", echo));
        var router = Router(stage, RouterConfig.RoundRobinGroup(a, b));
        var probe = stage.Kit.CreateProbe();
        probe.Send(router, 1);
        probe.Send(router, 2);
        probe.ExpectMsgAllOf("1 by a", "2 by b");
        stage.Kit.StopAndAwait(router);
        probe.Send(a, 3);
        probe.ExpectMsg("3 by a");
    }, seeds: 5);

    [Fact]
    public void Given_broadcast_then_every_routee_gets_every_message() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.BroadcastPool(3));
        stage.Tell(router, 1, 2);
        Assert.Equal(["1 2", "1 2", "1 2"], Got(stage, Members(stage, router)));
    }, seeds: 5);

    [Fact]
    public void Given_Broadcast_through_any_router_then_every_routee_gets_what_is_in_it() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.RoundRobinPool(3));
        var members = Members(stage, router);
        stage.Tell(router, new Broadcast("all"), "one");
        Assert.Equal(["all one", "all", "all"], Got(stage, members));
        var probe = stage.Kit.CreateProbe();
        probe.Watch(router);
        stage.Tell(router, new Broadcast(PoisonPill.Instance));
        probe.ExpectTerminated(router);
        Assert.Equal(3, stage.Log.Lines.Count(l => l.EndsWith(" stop", StringComparison.Ordinal)));
    }, seeds: 5);

    [Fact]
    public void Given_smallest_mailbox_then_a_routee_that_is_held_up_is_spared_and_full_ones_get_less() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var router = Router(stage, RouterConfig.SmallestMailboxPool(3));
        var members = Members(stage, router);
        stage.Run();
        stage.Tell(members[0], new DoAsync(_ => gate.Task));
        members[1].Tell("a", ActorRefs.NoSender);
        members[1].Tell("b", ActorRefs.NoSender);
        // Nobody has a turn in between: the mailboxes fill.
        for (var i = 0; i < 6; i++) router.Tell(i, ActorRefs.NoSender);
        stage.Run();
        var got = Got(stage, members).Select(g => g.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length).ToArray();
        Assert.Equal([0, 4, 4], got);
        gate.SetResult();
    });

    [Fact]
    public void Given_a_routee_that_ends_then_the_others_take_its_share_and_with_the_last_the_router_ends() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.RoundRobinPool(3));
        var members = Members(stage, router);
        var (probe, dead) = (stage.Kit.CreateProbe(), stage.DeadLetters());
        probe.Watch(router);
        stage.System.Stop(members[1]);
        stage.Run();
        Assert.Equal([members[0], members[2]], Members(stage, router));
        stage.Tell(router, 1, 2, 3, 4);
        Assert.All(Got(stage, [members[0], members[2]]), g => Assert.Equal(2, g.Split(' ').Length));
        dead.ExpectNoMsg();
        stage.System.Stop(members[0]);
        stage.System.Stop(members[2]);
        probe.ExpectTerminated(router);
        stage.Tell(router, "late");
        dead.ExpectMsg(new DeadLetter("late", ActorRefs.NoSender, router));
    });

    [Fact]
    public void Given_a_router_that_is_stopped_then_its_pool_ends_before_it() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.RoundRobinPool(2));
        var probe = stage.Kit.CreateProbe();
        foreach (var member in Members(stage, router)) probe.Watch(member);
        stage.Tell(router, PoisonPill.Instance);
        Assert.Equal(2, probe.ReceivedSoFar().OfType<Terminated>().Count());
        probe.Watch(router);
        probe.ExpectTerminated(router);
    }, seeds: 5);

    [Theory]
    [InlineData(Directive.Resume, 0, true)]
    [InlineData(Directive.Restart, 3, true)]
    [InlineData(Directive.Stop, 0, false)]
    public void Given_a_routee_that_fails_then_the_routers_parent_decides_for_the_pool(Directive directive, int restarts, bool lives) => Stage.Each(stage =>
    {
        IActorRef? made = null;
        var causes = new List<string>();
        var parent = stage.Puppet("parent", new Script
        {
            Strategy = new OneForOneStrategy(cause =>
            {
                causes.Add(cause.Message);
                return directive;
            }),
        });
        stage.Do(parent, p => made = p.Context.ActorOf(Props.Create(() => new Puppet(stage.Log, Noting)).WithRouter(RouterConfig.RoundRobinPool(3)), "router"));
        var router = made!;
        var members = Members(stage, router);
        var probe = stage.Kit.CreateProbe();
        probe.Watch(router);
        stage.Fail(router);
        Assert.Equal(["boom"], causes);
        Assert.Equal(restarts, stage.Log.Lines.Count(l => l.EndsWith("postrestart", StringComparison.Ordinal)));
        if (!lives)
        {
            probe.ExpectTerminated(router);
            return;
        }
        probe.ExpectNoMsg();
        stage.Tell(router, 1, 2, 3);
        Assert.Equal(["1", "2", "3"], Got(stage, members).Order());
    }, seeds: 10);

    [Fact]
    public void Given_a_logic_that_throws_then_the_message_is_a_dead_letter_the_sender_lives_and_it_is_logged() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var router = Router(stage, RouterConfig.Pool(() => new Faulty(), 2));
        stage.Tell(router, "x");
        dead.ExpectMsg(new DeadLetter("x", ActorRefs.NoSender, router));
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(router.Ask("y")));
        Assert.Contains(stage.Logs.Entries, e => e.Id == 12 && e.Text.Contains("nt://test/user/router", StringComparison.Ordinal));
    }, seeds: 3);

    [Fact]
    public void Given_a_group_of_nobody_or_a_pool_of_nothing_then_the_first_ends_and_the_second_is_refused() => Stage.Each(stage =>
    {
        var router = Router(stage, RouterConfig.RoundRobinGroup());
        var probe = stage.Kit.CreateProbe();
        probe.Watch(router);
        probe.ExpectTerminated(router);
        Assert.Throws<ArgumentOutOfRangeException>(() => RouterConfig.RoundRobinPool(0));
    }, seeds: 3);

    private sealed class Faulty : RoutingLogic
    {
        public override IActorRef Select(object message, IActorRef[] routees) => throw new StageException("no way");
    }
}
