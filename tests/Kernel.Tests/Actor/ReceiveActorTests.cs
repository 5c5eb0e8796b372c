using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class ReceiveActorTests
{
    private sealed class Declaring : ReceiveActor
    {
        public Declaring(Action<Declaring> declare) => declare(this);

        public new IActorRef Sender => base.Sender;

        public new void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => base.Receive(handler, shouldHandle);

        public void ReceiveIf<T>(Func<T, bool> handler) => Receive(handler);

        public new void ReceiveAny(Action<object> handler) => base.ReceiveAny(handler);

        public new void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) => base.ReceiveAsync(handler, shouldHandle);

        public new void ReceiveAnyAsync(Func<object, Task> handler) => base.ReceiveAnyAsync(handler);
    }

    private static void With(Action<Declaring> declare, Action<Stage, TestProbe, IActorRef> test)
    {
        using var stage = new Stage(1);
        var actor = stage.System.ActorOf(Props.Create(() => new Declaring(declare)), "a");
        test(stage, stage.Kit.CreateProbe(), actor);
    }

    private sealed class Choosing : ReceiveActor
    {
        public Choosing()
        {
            Receive<int>(i => i > 2, i => Sender.Tell($"great {i}"));
            ReceiveAsync<int>(i => i > 1, async i =>
            {
                await Task.Yield();
                Sender.Tell($"middle {i}");
            });
            Receive<int>(i => Sender.Tell($"small {i}"));
        }
    }

    [Fact]
    public void Given_conditions_named_before_their_handlers_then_they_choose_as_those_named_after_do()
    {
        using var stage = new Stage(1);
        var (probe, actor) = (stage.Kit.CreateProbe(), stage.System.ActorOf(Props.Create<Choosing>()));
        foreach (var message in new object[] { 1, 2, 3 }) probe.Send(actor, message);
        foreach (var answer in new[] { "small 1", "middle 2", "great 3" }) probe.ExpectMsg(answer);
    }

    private sealed class Becoming : ReceiveActor
    {
        public Becoming()
        {
            Receive<int>(i => Sender.Tell($"first {i}"));
            BecomeStacked(() => Receive<int>(i =>
            {
                Sender.Tell($"second {i}");
                UnbecomeStacked();
            }));
            Receive<string>(s => Sender.Tell($"first {s}"));
        }
    }

    [Fact]
    public void Given_handlers_declared_after_a_Become_in_the_constructor_then_they_belong_to_the_first_behaviour()
    {
        using var stage = new Stage(1);
        var (probe, actor) = (stage.Kit.CreateProbe(), stage.System.ActorOf(Props.Create<Becoming>()));
        foreach (var message in new object[] { 1, 2, "x" }) probe.Send(actor, message);
        foreach (var answer in new[] { "second 1", "first 2", "first x" }) probe.ExpectMsg(answer);
    }

    [Fact]
    public void Given_handlers_that_fit_then_the_one_declared_first_takes_the_message() => With(
        a =>
        {
            a.Receive<int>(i => a.Sender.Tell($"int {i}"));
            a.Receive<IComparable>(c => a.Sender.Tell($"comparable {c}"));
            a.Receive<string>(s => a.Sender.Tell($"string {s}"));
            a.ReceiveAny(o => a.Sender.Tell($"any {o.GetType().Name}"));
        },
        (_, probe, actor) =>
        {
            foreach (var message in new object[] { 1, "x", new object() }) probe.Send(actor, message);
            probe.ExpectMsg("int 1");
            probe.ExpectMsg("comparable x");
            probe.ExpectMsg("any Object");
        });

    [Fact]
    public void Given_a_predicate_or_a_handler_that_declines_then_the_next_one_is_tried() => With(
        a =>
        {
            a.Receive<int>(_ => a.Sender.Tell("negative"), i => i < 0);
            a.ReceiveIf<int>(i =>
            {
                if (i != 0) return false;
                a.Sender.Tell("zero");
                return true;
            });
            a.Receive<int>(_ => a.Sender.Tell("positive"));
        },
        (_, probe, actor) =>
        {
            foreach (var i in new[] { -1, 0, 1 }) probe.Send(actor, i);
            probe.ExpectMsg("negative");
            probe.ExpectMsg("zero");
            probe.ExpectMsg("positive");
        });

    [Fact]
    public void Given_asynchronous_handlers_then_they_are_chosen_alike_and_are_not_reentrant()
    {
        var gate = new TaskCompletionSource();
        With(
            a =>
            {
                a.ReceiveAsync<int>(async i =>
                {
                    await gate.Task;
                    a.Sender.Tell($"small {i}");
                }, i => i < 10);
                a.Receive<int>(i => a.Sender.Tell($"great {i}"));
                a.ReceiveAnyAsync(o =>
                {
                    a.Sender.Tell($"any {o}");
                    return Task.CompletedTask;
                });
            },
            (stage, probe, actor) =>
            {
                foreach (var message in new object[] { 1, 11, "x" }) probe.Send(actor, message);
                probe.ExpectNoMsg();
                gate.SetResult();
                probe.ExpectMsg("small 1");
                probe.ExpectMsg("great 11");
                probe.ExpectMsg("any x");
            });
    }

    [Fact]
    public void Given_a_message_no_handler_knows_then_it_is_published_as_unhandled_with_both_ends() => With(
        a => a.Receive<int>(_ => { }),
        (stage, probe, actor) =>
        {
            stage.System.EventStream.Subscribe<UnhandledMessage>(probe.Ref);
            actor.Tell("x", probe.Ref);
            Assert.Equal(new UnhandledMessage("x", probe.Ref, actor), probe.ExpectMsg<UnhandledMessage>());
        });

    [Fact]
    public void Given_a_subscriber_to_unhandled_messages_that_does_not_handle_them_then_that_is_no_news_for_it() => With(
        _ => { },
        (stage, probe, actor) =>
        {
            stage.System.EventStream.Subscribe<UnhandledMessage>(actor);
            stage.System.EventStream.Subscribe<UnhandledMessage>(probe.Ref);
            stage.Tell(actor, "x");
            probe.ExpectMsg<UnhandledMessage>(u => u.Message is "x");
            probe.ExpectNoMsg();
        });

    [Fact]
    public void Given_a_handler_declared_after_the_constructor_then_it_is_refused()
    {
        Exception? refusal = null;
        With(
            a => a.Receive<string>(_ => refusal = Record.Exception(() => a.Receive<int>(_ => { }))),
            (stage, _, actor) => stage.Tell(actor, "x"));
        Assert.IsType<InvalidOperationException>(refusal);
    }
}
