using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class BecomeTests
{
    private sealed class Moody : ReceiveActor
    {
        public Moody(string constructor)
        {
            Receive<string>(m => m == "angry", m => Become(Angry));
            Receive<string>(m => m == "push", m => BecomeStacked(Angry));
            Receive<string>(m => m == "mood", _ => Sender.Tell("calm"));
            switch (constructor)
            {
                case "become": Become(Angry); break;
                case "stacked": BecomeStacked(Angry); break;
                case "twice":
                    BecomeStacked(Angry);
                    BecomeStacked(() => Receive<string>(m => m == "mood", _ => Sender.Tell("furious"), isPop: UnbecomeStacked));
                    break;
                case "back":
                    BecomeStacked(Angry);
                    UnbecomeStacked();
                    break;
            }
        }

        private void Angry()
        {
            Receive<string>(m => m == "pop", _ => UnbecomeStacked());
            Receive<string>(m => m == "mood", _ => Sender.Tell("angry"));
        }

        private void Receive<T>(Predicate<T> fits, Action<T> handler, Action? isPop = null)
        {
            Receive(handler, fits);
            if (isPop is not null) Receive<string>(_ => isPop(), m => m == "pop");
        }
    }

    private static void With(string constructor, Action<Stage, Func<string>, IActorRef> test)
    {
        using var stage = new Stage(1);
        var actor = stage.System.ActorOf(Props.Create(() => new Moody(constructor)));
        test(stage, () => stage.Kit.Await(actor.Ask<string>("mood")), actor);
    }

    [Fact]
    public void Given_Become_then_the_behaviour_is_replaced_and_there_is_none_below() => With("", (stage, mood, actor) =>
    {
        Assert.Equal("calm", mood());
        stage.Tell(actor, "angry");
        Assert.Equal("angry", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("angry", mood());
    });

    [Fact]
    public void Given_BecomeStacked_then_UnbecomeStacked_leads_back() => With("", (stage, mood, actor) =>
    {
        stage.Tell(actor, "push");
        Assert.Equal("angry", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("calm", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("calm", mood());
    });

    [Fact]
    public void Given_Become_in_the_constructor_then_it_is_the_first_behaviour() => With("become", (_, mood, _) => Assert.Equal("angry", mood()));

    [Fact]
    public void Given_BecomeStacked_in_the_constructor_then_the_declared_handlers_are_below() => With("stacked", (stage, mood, actor) =>
    {
        Assert.Equal("angry", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("calm", mood());
    });

    [Fact]
    public void Given_BecomeStacked_twice_in_the_constructor_then_each_is_left_in_turn() => With("twice", (stage, mood, actor) =>
    {
        Assert.Equal("furious", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("angry", mood());
        stage.Tell(actor, "pop");
        Assert.Equal("calm", mood());
    });

    [Fact]
    public void Given_BecomeStacked_and_UnbecomeStacked_in_the_constructor_then_the_declared_handlers_stand() =>
        With("back", (_, mood, _) => Assert.Equal("calm", mood()));

    [Fact]
    public void Given_an_UntypedActor_then_its_behaviours_stack_and_unstack() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.Do(a, p => p.Context.BecomeStacked(m => { p.Note($"new {m}"); if (m is "pop") p.Context.UnbecomeStacked(); return true; }));
        stage.Tell(a, 1, "pop", 2);
        stage.ExpectLast("a new 1", "a new pop", "a got 2");
    }, seeds: 3);

    [Fact]
    public async Task Given_a_handler_declared_outside_of_constructor_and_Become_then_it_is_refused()
    {
        await using var kit = ActorTestKit.Seeded(1);
        var probe = kit.CreateProbe();
        var actor = kit.System.ActorOf(Props.Create(() => new LateDeclarer()));
        probe.Send(actor, 1);
        Assert.IsType<InvalidOperationException>(probe.ExpectMsg<Exception>());
    }

    private sealed class LateDeclarer : ReceiveActor
    {
        public LateDeclarer() => Receive<int>(_ => Sender.Tell(Record.Exception(() => Receive<string>(_ => { }))!));
    }

    [Fact]
    public async Task Given_several_handlers_that_fit_then_the_first_declared_takes_the_message_and_what_none_takes_is_published_as_unhandled()
    {
        await using var kit = ActorTestKit.Seeded(1);
        var probe = kit.CreateProbe();
        kit.System.EventStream.Subscribe<Kernel.Event.UnhandledMessage>(probe.Ref);
        var actor = kit.System.ActorOf(Props.Create(() => new Choosy()));
        probe.Send(actor, 5);
        probe.ExpectMsg("small");
        probe.Send(actor, 50);
        probe.ExpectMsg("int");
        probe.Send(actor, "text");
        var unhandled = probe.ExpectMsg<Kernel.Event.UnhandledMessage>();
        Assert.Equal(("text", probe.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    private sealed class Choosy : ReceiveActor
    {
        public Choosy()
        {
            Receive<int>(i => i < 10 && Tell("small"));
            Receive<int>(_ => { Tell("int"); });
        }

        private bool Tell(string answer)
        {
            Sender.Tell(answer);
            return true;
        }
    }
}
