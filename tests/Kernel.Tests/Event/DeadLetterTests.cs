using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Event;

public class DeadLetterTests
{
    private sealed record Unimportant : IDeadLetterSuppression;

    private static IActorRef Ended(Stage stage)
    {
        var a = stage.Puppet("a");
        stage.System.Stop(a);
        stage.Run();
        return a;
    }

    private static IReadOnlyList<(LogLevel Level, int Id, string Text)> Logged(Stage stage) =>
        [.. stage.Logs.Entries.Where(e => e.Id is 6 or 7).Select(e => (e.Level, e.Id, e.Text))];

    [Fact]
    public void Given_an_ended_actor_when_told_then_message_sender_and_recipient_are_published() => Stage.Each(stage =>
    {
        var a = Ended(stage);
        var (dead, sender) = (stage.DeadLetters(), stage.Kit.CreateProbe());
        sender.Send(a, "x");
        dead.ExpectMsg(new DeadLetter("x", sender.Ref, a));
    }, seeds: 5);

    [Fact]
    public void Given_the_reference_of_the_dead_letters_when_told_then_it_is_published_and_who_watches_it_learns_that_it_is_none() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var target = stage.System.DeadLetters;
        dead.Send(target, "x");
        dead.ExpectMsg(new DeadLetter("x", dead.Ref, target));
        var already = new DeadLetter("y", ActorRefs.NoSender, dead.Ref);
        target.Tell(already, ActorRefs.NoSender);
        dead.ExpectMsg(already);
        var watcher = stage.Kit.CreateProbe();
        watcher.Watch(target);
        watcher.ExpectTerminated(target);
    }, seeds: 3);

    [Fact]
    public void Given_a_subscriber_whose_mailbox_cannot_take_dead_letters_then_they_do_not_go_round_for_ever() => Stage.Each(stage =>
    {
        var gate = new TaskCompletionSource();
        var full = stage.Puppet("full", null, p => p.WithMailbox(MailboxType.Bounded(1)));
        stage.Tell(full, new DoAsync(_ => gate.Task));
        stage.Tell(full, 1);
        stage.System.EventStream.Subscribe<DeadLetter>(full);
        stage.Tell(full, 2);
        gate.SetResult();
        stage.Run();
        Assert.Equal(1, stage.Log.Count("full got 1"));
    }, seeds: 3);

    [Fact]
    public void Given_more_dead_letters_than_the_window_allows_then_so_many_are_logged_and_the_rest_as_a_number_at_its_end() => Stage.Each(stage =>
    {
        var a = Ended(stage);
        for (var i = 0; i < 8; i++) stage.Tell(a, i);
        Assert.Equal(3, Logged(stage).Count);
        Assert.All(Logged(stage), e => Assert.Equal((LogLevel.Information, 6, "System.Int32 from nt://nobody/nobody to nt://test/user/a was not delivered."), e));
        stage.Kit.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(3, Logged(stage).Count);
        stage.Kit.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal((LogLevel.Warning, 7, "5 more messages were not delivered within 5 s."), Logged(stage)[^1]);
        stage.Tell(a, "again");
        Assert.Equal(6, Logged(stage)[^1].Id);
        stage.Kit.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(5, Logged(stage).Count);
    }, seeds: 3, options: new ActorSystemOptions { DeadLetterLog = new DeadLetterLog(3) { Window = TimeSpan.FromSeconds(5) } });

    [Fact]
    public void Given_messages_that_ask_for_no_log_and_stops_of_ended_actors_then_nothing_is_logged_though_they_are_published() => Stage.Each(stage =>
    {
        var a = Ended(stage);
        var dead = stage.DeadLetters();
        stage.Tell(a, new Unimportant(), PoisonPill.Instance, Kill.Instance);
        Assert.Equal(3, dead.ReceivedSoFar().Count);
        Assert.Empty(Logged(stage));
    }, seeds: 3);

    [Fact]
    public void Given_a_log_of_nothing_then_nothing_is_logged_though_letters_are_published() => Stage.Each(stage =>
    {
        var a = Ended(stage);
        var dead = stage.DeadLetters();
        stage.Tell(a, 1);
        stage.Kit.Advance(TimeSpan.FromSeconds(60));
        Assert.Single(dead.ReceivedSoFar());
        Assert.Empty(Logged(stage));
    }, seeds: 1, options: new ActorSystemOptions { DeadLetterLog = new DeadLetterLog(0) });

    [Fact]
    public void Given_a_mailbox_with_messages_when_its_actor_ends_then_all_of_them_are_dead_letters_in_order() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a");
        stage.Run();
        for (var i = 0; i < 500; i++) a.Tell(i, ActorRefs.NoSender);
        stage.System.Stop(a);
        stage.Run();
        Assert.Equal(Enumerable.Range(0, 500), dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => (int)d.Message));
    }, seeds: 5);
}
