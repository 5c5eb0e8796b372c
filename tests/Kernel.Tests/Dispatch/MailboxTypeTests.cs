using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Dispatch;

public class MailboxTypeTests
{
    /// <summary>An actor that takes no message until the gate is opened.</summary>
    private static (IActorRef Actor, Action Open) HeldUp(Stage stage, MailboxType mailbox, Script? script = null)
    {
        var gate = new TaskCompletionSource();
        var actor = stage.Puppet("a", script, p => p.WithMailbox(mailbox));
        stage.Tell(actor, new DoAsync(_ => gate.Task));
        return (actor, () =>
        {
            gate.SetResult();
            stage.Run();
        }
        );
    }

    private static IEnumerable<string> Got(Stage stage) => stage.Log.Lines.Where(l => l.StartsWith("a got", StringComparison.Ordinal)).Select(l => l[6..]);

    [Fact]
    public void Given_a_bounded_mailbox_that_is_full_then_the_newest_go_to_the_dead_letters_and_the_oldest_are_kept() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var (a, open) = HeldUp(stage, MailboxType.Bounded(2));
        stage.Tell(a, 1, 2, 3, 4);
        Assert.Equal([(3, a), (4, a)], dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => ((int)d.Message, d.Recipient)));
        open();
        Assert.Equal(["1", "2"], Got(stage));
    });

    [Fact]
    public void Given_a_bounded_mailbox_when_messages_were_taken_then_there_is_room_again() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var (a, open) = HeldUp(stage, MailboxType.Bounded(2));
        stage.Tell(a, 1, 2);
        open();
        for (var i = 3; i < 20; i++) stage.Tell(a, i);
        Assert.Equal(Enumerable.Range(1, 19).Select(i => $"{i}"), Got(stage));
        dead.ExpectNoMsg();
    }, seeds: 5);

    [Fact]
    public void Given_a_bounded_mailbox_then_what_is_unstashed_needs_no_room() => Stage.Each(stage =>
    {
        var isOpen = false;
        var dead = stage.DeadLetters();
        var (a, open) = HeldUp(stage, MailboxType.Bounded(3), new Script
        {
            Receive = (p, m) =>
            {
                if (isOpen) p.Note($"got {m}");
                else p.Context.Stash.Stash();
                return true;
            },
        });
        stage.Tell(a, 1, 2, 3);
        open();
        isOpen = true;
        a.Tell(new Do(p => p.Context.Stash.UnstashAll()), ActorRefs.NoSender);
        stage.Tell(a, 4, 5);
        Assert.Equal(["1", "2", "3", "4", "5"], Got(stage));
        dead.ExpectNoMsg();
    });

    [Fact]
    public void Given_a_bounded_mailbox_of_nothing_then_it_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => MailboxType.Bounded(0));

    [Fact]
    public void Given_a_priority_mailbox_then_the_lowest_value_comes_first_and_equals_in_the_order_they_came() => Stage.Each(stage =>
    {
        var (a, open) = HeldUp(stage, MailboxType.Priority(m => m is int i ? i / 10 : 0));
        stage.Tell(a, 31, 12, 30, 11, 25, 10, 32);
        open();
        Assert.Equal(["12", "11", "10", "25", "31", "30", "32"], Got(stage));
    });

    [Fact]
    public void Given_a_priority_mailbox_then_what_is_unstashed_comes_before_what_waits_whatever_its_value() => Stage.Each(stage =>
    {
        var isOpen = false;
        var (a, open) = HeldUp(stage, MailboxType.Priority(m => m is int i ? i : 0), new Script
        {
            Receive = (p, m) =>
            {
                if (isOpen) p.Note($"got {m}");
                else p.Context.Stash.Stash();
                return true;
            },
        });
        stage.Tell(a, 9, 8);
        open();
        a.Tell(new Do(p =>
        {
            isOpen = true;
            p.Context.Stash.UnstashAll();
        }), ActorRefs.NoSender);
        stage.Tell(a, 2, 1);
        Assert.Equal(["8", "9", "1", "2"], Got(stage));
    }, seeds: 5);

    [Fact]
    public void Given_a_priority_mailbox_then_its_function_is_asked_about_what_the_actor_will_see() => Stage.Each(stage =>
    {
        var asked = new List<object>();
        var subject = stage.Puppet("s");
        var (a, open) = HeldUp(stage, MailboxType.Priority(m =>
        {
            asked.Add(m);
            return m switch { ReceiveTimeout => 0, "it ended" => 1, "tick" => 2, _ => 3 };
        }));
        open();
        var gate = new TaskCompletionSource();
        stage.Do(a, p =>
        {
            p.Context.WatchWith(subject, "it ended");
            p.Context.Timers.StartSingleTimer("t", "tick", TimeSpan.FromSeconds(2));
            p.Context.SetReceiveTimeout(TimeSpan.FromSeconds(1));
            p.Context.RunTask(() => gate.Task);
        });
        stage.Tell(a, 7);
        stage.Kit.Advance(TimeSpan.FromSeconds(3));
        stage.System.Stop(subject);
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal(["it ended", "tick", "7"], Got(stage));
        Assert.Equal([typeof(ReceiveTimeout), typeof(string), typeof(string), typeof(int)], asked.Where(m => m is not (Do or DoAsync)).Select(m => m.GetType()).OrderBy(t => t == typeof(ReceiveTimeout) ? 0 : t == typeof(string) ? 1 : 2));
    }, seeds: 5);

    [Fact]
    public void Given_a_priority_function_that_throws_then_the_message_comes_last_and_nobody_else_is_harmed() => Stage.Each(stage =>
    {
        var (a, open) = HeldUp(stage, MailboxType.Priority(m => m is string ? throw new StageException("no priority") : 0));
        stage.Tell(a, "odd", 1);
        stage.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), a, "late");
        stage.Kit.Advance(TimeSpan.FromSeconds(2));
        stage.Tell(a, 2);
        open();
        Assert.Equal(["1", "2", "odd", "late"], Got(stage));
    }, seeds: 5);
}
