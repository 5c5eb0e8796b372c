using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Event;
using NTWorkstation.Kernel.Tests.Stages;
using NTWorkstation.TestKit;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Actor;

public class DeliveryTests
{
    private sealed record Numbered(int From, int Number);

    [Fact]
    public void Given_senders_whose_turns_interleave_then_each_ones_messages_arrive_once_and_in_its_order() => Stage.Each(stage =>
    {
        var got = new List<Numbered>();
        var receiver = stage.Puppet("r", new Script { Receive = (_, m) => { got.Add((Numbered)m); return true; } });
        for (var from = 0; from < 4; from++)
        {
            var id = from;
            var sender = stage.Puppet($"s{id}");
            for (var number = 0; number < 25; number++)
            {
                var message = new Numbered(id, number);
                sender.Tell(new Do(_ => receiver.Tell(message)), ActorRefs.NoSender);
            }
        }
        stage.Run();
        Assert.Equal(100, got.Count);
        foreach (var one in got.GroupBy(m => m.From)) Assert.Equal(Enumerable.Range(0, 25), one.Select(m => m.Number));
        // The schedule did mix them, or the test would show nothing.
        Assert.NotEqual(got.OrderBy(m => m.From).Select(m => m.From), got.Select(m => m.From));
    });

    [Fact]
    public async Task Given_many_threads_that_tell_one_actor_then_it_handles_one_message_at_a_time_each_once_and_each_threads_in_order()
    {
        const int Threads = 4, Each = 5_000;
        await using var kit = new ActorTestKit();
        var (inside, overlaps, got) = (0, 0, new List<Numbered>());
        var done = new TaskCompletionSource();
        var log = new Log();
        var actor = kit.System.ActorOf(Props.Create(() => new Puppet(log, new Script
        {
            Receive = (_, m) =>
            {
                if (Interlocked.Exchange(ref inside, 1) != 0) overlaps++;
                // Unguarded: it is the mailbox that guards it.
                got.Add((Numbered)m);
                if (got.Count == Threads * Each) done.SetResult();
                Volatile.Write(ref inside, 0);
                return true;
            },
        })));
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) actor.Tell(new Numbered(t, i), ActorRefs.NoSender);
        })));
        kit.Await(done.Task);
        Assert.Equal(0, overlaps);
        foreach (var one in got.GroupBy(m => m.From)) Assert.Equal(Enumerable.Range(0, Each), one.Select(m => m.Number));
    }

    [Fact]
    public void Given_an_actor_that_fails_or_ends_then_no_message_is_delivered_twice_and_what_is_not_delivered_is_a_dead_letter() => Stage.Each(stage =>
    {
        var handled = new List<int>();
        var dead = stage.DeadLetters();
        var a = stage.Puppet("a", new Script
        {
            Receive = (_, m) =>
            {
                handled.Add((int)m);
                if ((int)m % 3 == 0) Puppet.Boom();
                return true;
            },
        });
        for (var i = 1; i <= 10; i++) a.Tell(i, ActorRefs.NoSender);
        for (var i = 0; i < 12; i++) ((SeededDispatcher)stage.System.Options.Dispatcher).RunOne();
        stage.System.Stop(a);
        stage.Run();
        var lost = dead.ReceivedSoFar().Cast<DeadLetter>().Select(d => (int)d.Message);
        Assert.Equal(Enumerable.Range(1, 10), handled.Concat(lost));
    });

    [Fact]
    public void Given_Tell_within_an_actor_then_the_sender_is_the_actor_and_outside_there_is_none() => Stage.Each(stage =>
    {
        var senders = new List<IActorRef>();
        var receiver = stage.Puppet("r", new Script { Receive = (p, _) => { senders.Add(p.Sender); return true; } });
        var a = stage.Puppet("a");
        stage.Do(a, _ => receiver.Tell("x"));
        receiver.Tell("y");
        stage.Run();
        Assert.Equal([a, ActorRefs.NoSender], senders);
    }, seeds: 3);

    [Fact]
    public void Given_Forward_then_the_message_keeps_its_first_sender_however_often_it_is_passed_on() => Stage.Each(stage =>
    {
        var last = stage.Puppet("last", new Script { Receive = (p, m) => { p.Sender.Tell($"{m} by {p.Name}"); return true; } });
        var middle = stage.Puppet("middle", new Script { Receive = (_, m) => { last.Forward(m); return true; } });
        var first = stage.Puppet("first", new Script { Receive = (_, m) => { middle.Forward($"{m}!"); return true; } });
        var probe = stage.Kit.CreateProbe();
        probe.Send(first, "x");
        probe.ExpectMsg("x! by last");
        Assert.Equal(last, probe.LastSender);
    }, seeds: 5);

    [Fact]
    public void Given_Forward_outside_of_an_actor_then_it_is_refused() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        Assert.Throws<InvalidOperationException>(() => a.Forward("x"));
    }, seeds: 1);

    [Fact]
    public void Given_no_message_then_Tell_refuses() => Stage.Each(stage =>
    {
        var a = stage.Puppet("a");
        Assert.Throws<ArgumentNullException>(() => a.Tell(null!, ActorRefs.NoSender));
        Assert.Throws<ArgumentNullException>(() => ActorRefs.Nobody.Tell(null!, ActorRefs.NoSender));
    }, seeds: 1);

    [Fact]
    public void Given_Nobody_then_what_it_is_told_is_dropped_and_who_watches_it_learns_that_there_is_nobody() => Stage.Each(stage =>
    {
        var dead = stage.DeadLetters();
        var probe = stage.Kit.CreateProbe();
        ActorRefs.Nobody.Tell("x", probe.Ref);
        dead.ExpectNoMsg();
        probe.Watch(ActorRefs.Nobody);
        Assert.False(probe.ExpectTerminated(ActorRefs.Nobody).ExistenceConfirmed);
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.False(probe.Ref.IsNobody());
    }, seeds: 1);
}
