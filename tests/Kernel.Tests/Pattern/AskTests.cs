using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Kernel.Routing;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Pattern;

public class AskTests
{
    private static Script Answering(Func<Puppet, object, object?> answer) => new()
    {
        Receive = (p, message) =>
        {
            if (answer(p, message) is { } reply) p.Sender.Tell(reply);
            return true;
        },
    };

    [Fact]
    public void Given_an_answer_then_it_is_the_result() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, m) => (int)m + 1));
        Assert.Equal(6, stage.Kit.Await(a.Ask<int>(5)));
    }, seeds: 5);

    [Fact]
    public void Given_no_answer_then_it_fails_in_time_by_the_systems_clock_and_names_actor_message_and_time() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, _) => null));
        var (given, usual) = (a.Ask("x", TimeSpan.FromSeconds(2)), a.Ask("x"));
        stage.Kit.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(given.IsCompleted);
        stage.Kit.Advance(TimeSpan.FromSeconds(0.2));
        var failure = Assert.Throws<AskTimeoutException>(() => stage.Kit.Await(given));
        Assert.Contains("nt://test/user/a did not answer String within 2 s", failure.Message, StringComparison.Ordinal);
        stage.Kit.Advance(TimeSpan.FromSeconds(3));
        Assert.Throws<AskTimeoutException>(() => stage.Kit.Await(usual));
    }, seeds: 3);

    [Fact]
    public void Given_an_answer_after_the_time_then_it_is_a_dead_letter() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        IActorRef? asker = null;
        var a = stage.Puppet("a", Answering((p, _) => { asker = p.Sender; return null; }));
        var ask = a.Ask("x", TimeSpan.FromSeconds(1));
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        Assert.Throws<AskTimeoutException>(() => stage.Kit.Await(ask));
        stage.Tell(asker!, "late");
        Assert.Equal(("late", asker), dead.ExpectMsg<DeadLetter>() is var letter ? (letter.Message, letter.Recipient) : default);
    }, seeds: 3);

    [Fact]
    public void Given_two_answers_then_the_first_counts_and_the_second_is_a_dead_letter() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a", Answering((p, _) => { p.Sender.Tell(1); return 2; }));
        Assert.Equal(1, stage.Kit.Await(a.Ask<int>("x")));
        Assert.Equal(2, dead.ExpectMsg<DeadLetter>().Message);
    }, seeds: 3);

    [Fact]
    public void Given_an_answer_of_Failure_then_its_cause_is_thrown() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, _) => new Status.Failure(new StageException("no"))));
        Assert.Equal("no", Assert.Throws<StageException>(() => stage.Kit.Await(a.Ask<int>("x"))).Message);
    }, seeds: 3);

    [Fact]
    public void Given_an_answer_of_another_type_then_it_fails_naming_both() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, _) => "text"));
        var failure = Assert.Throws<InvalidCastException>(() => stage.Kit.Await(a.Ask<int>("x")));
        Assert.Contains("String, not with Int32", failure.Message, StringComparison.Ordinal);
    }, seeds: 3);

    [Fact]
    public void Given_a_cancelled_token_then_the_question_is_not_asked_and_one_cancelled_later_ends_the_wait() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        using var cancellation = new CancellationTokenSource();
        var ask = a.Ask<string>("x", null, cancellation.Token);
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => stage.Kit.Await(ask));
        Assert.ThrowsAny<OperationCanceledException>(() => stage.Kit.Await(a.Ask<string>("y", cancellation.Token)));
        Assert.ThrowsAny<OperationCanceledException>(() => stage.Kit.Await(a.Ask("z", cancellation.Token)));
        stage.Run();
        stage.Expect("a made", "a start", "a got x");
    }, seeds: 3);

    [Fact]
    public void Given_an_ended_actor_when_asked_then_it_fails_at_once() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        stage.System.Stop(a);
        stage.Run();
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(a.Ask("x")));
        Assert.Equal(TimeSpan.Zero, stage.Time.Elapsed);
    }, seeds: 3);

    [Fact]
    public void Given_an_actor_that_ends_before_it_comes_to_the_question_then_it_fails_at_once() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        a.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(a.Ask("x")));
    }, seeds: 10);

    [Fact]
    public void Given_a_full_mailbox_then_it_fails_at_once() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var a = stage.Puppet("a", null, p => p.WithMailbox(MailboxType.Bounded(1)));
        stage.Tell(a, new DoAsync(_ => gate.Task));
        a.Tell(1, ActorRefs.NoSender);
        var ask = a.Ask("x");
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(ask));
        gate.SetResult();
    }, seeds: 3);

    [Fact]
    public void Given_a_broadcast_question_when_one_routee_has_ended_then_another_may_still_answer() => Stage.Each(stage =>
    {
        var gone = stage.Puppet("gone");
        var lives = stage.Puppet("lives", Answering((_, _) => "here"));
        var router = stage.System.ActorOf(Props.Create(() => new Puppet(stage.Log, new Script())).WithRouter(RouterConfig.BroadcastGroup(gone, lives)));
        stage.Run();
        gone.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Equal("here", stage.Kit.Await(router.Ask<string>("who")));
        lives.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        Assert.Throws<AskUndeliveredException>(() => stage.Kit.Await(router.Ask<string>("who")));
    });

    [Fact]
    public void Given_pending_questions_when_the_system_ends_then_each_fails_typed_and_later_ones_too() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, _) => null));
        var asks = Enumerable.Range(0, 5).Select(i => a.Ask(i, Timeout.InfiniteTimeSpan)).ToArray();
        stage.Run();
        stage.System.Terminate();
        stage.Run();
        foreach (var ask in asks) Assert.Throws<ActorSystemTerminatedException>(() => stage.Kit.Await(ask));
        Assert.Throws<ActorSystemTerminatedException>(() => stage.Kit.Await(a.Ask("late")));
    }, seeds: 5);

    [Fact]
    public void Given_an_actor_that_asks_in_an_asynchronous_handler_then_it_goes_on_in_its_own_turn() => Stage.Each(stage =>
    {
        var b = stage.Puppet("b", Answering((_, m) => $"{m}!"));
        var a = stage.Puppet("a");
        var probe = stage.Kit.CreateProbe();
        probe.Send(a, new DoAsync(async p =>
        {
            var answer = await b.Ask<string>("x");
            Assert.Equal(p.Self, ActorCell.Current?.Self);
            p.Sender.Tell(answer);
        }));
        probe.ExpectMsg("x!");
        Assert.Equal(a, probe.LastSender);
    }, seeds: 5);

    [Fact]
    public async Task Given_Nobody_when_asked_then_it_is_refused() => await Assert.ThrowsAsync<ArgumentException>(() => ActorRefs.Nobody.Ask("x"));

    [Fact]
    public void Given_answers_and_failures_then_nothing_stays_pending() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a", Answering((_, m) => m is 1 ? 1 : null));
        stage.Kit.Await(a.Ask(1));
        var late = a.Ask(2, TimeSpan.FromSeconds(1));
        Assert.Equal(1, stage.System.Asks.Count);
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        Assert.Throws<AskTimeoutException>(() => stage.Kit.Await(late));
        Assert.Equal(0, stage.System.Asks.Count);
    }, seeds: 3);

    [Fact]
    public void Given_a_watched_asker_then_its_watcher_learns_of_the_end_of_the_question() => Stage.Each(stage =>
    {
        IActorRef? asker = null;
        var a = stage.Puppet("a", Answering((p, _) => { asker = p.Sender; return null; }));
        var ask = a.Ask("x");
        stage.Run();
        var probe = stage.Kit.CreateProbe();
        probe.Watch(asker!);
        asker!.Tell("answer", ActorRefs.NoSender);
        stage.Kit.Await(ask);
        probe.ExpectTerminated(asker);
        var second = stage.Kit.CreateProbe();
        second.Watch(asker);
        second.ExpectTerminated(asker);
    }, seeds: 3);
}
