using System.Diagnostics.Metrics;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Dispatch;
using NTWorkstation.Kernel.Supervision;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

[Collection(DiagnosticsCollection.Name)]
public class KernelMetricsTests
{
    /// <summary>What the kernel measures on the listening test's own thread, where a seeded system runs.</summary>
    private sealed class Ear : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Instrument, double Value, string? Type)> _heard = [];
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public Ear()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KernelMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Hear(i, value, tags));
            _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Hear(i, value, tags));
            _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Hear(i, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<double> Of(string instrument, string? type = null) =>
            [.. _heard.Where(h => h.Instrument == instrument && (type is null || h.Type == type)).Select(h => h.Value)];

        public void Forget() => _heard.Clear();

        public void Dispose() => _listener.Dispose();

        private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId != _thread) return;
            string? type = null;
            foreach (var tag in tags)
                if (tag.Key == "nt.actor.type") type = (string?)tag.Value;
            _heard.Add((instrument.Name, value, type));
        }
    }

    private static void With(Action<Stage, Ear> test)
    {
        using var stage = new Stage(1);
        using var ear = new Ear();
        test(stage, ear);
    }

    [Fact]
    public void Given_a_listener_then_the_depth_of_a_mailbox_is_heard_at_each_turn() => With((stage, ear) =>
    {
        var a = stage.Puppet("a");
        stage.Run();
        ear.Forget();
        for (var i = 0; i < 4; i++) a.Tell(i, ActorRefs.NoSender);
        stage.Run();
        // One message a turn, so each turn finds one fewer.
        Assert.Equal([4, 3, 2, 1], ear.Of("nt.actor.mailbox.depth"));
    });

    [Fact]
    public void Given_stashed_messages_that_wait_again_then_they_count_among_the_depth() => With((stage, ear) =>
    {
        var isOpen = false;
        var a = stage.Puppet("a", new Script
        {
            Receive = (p, _) =>
            {
                if (!isOpen) p.Context.Stash.Stash();
                return true;
            },
        });
        stage.Tell(a, 1, 2, 3);
        isOpen = true;
        ear.Forget();
        stage.Do(a, p => p.Context.Stash.UnstashAll());
        Assert.Equal([1, 3, 2, 1], ear.Of("nt.actor.mailbox.depth"));
    });

    [Fact]
    public void Given_a_listener_then_the_time_of_each_message_is_heard_in_seconds_by_type_of_actor() => With((stage, ear) =>
    {
        var a = stage.Puppet("a", new Script
        {
            Receive = (_, m) =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds((double)m));
                return true;
            },
        });
        stage.Tell(a, 0.25, 2.0);
        stage.Fail(a);
        Assert.Equal([0.25, 2, 0], ear.Of("nt.actor.processing_time", nameof(Puppet)));
    });

    [Fact]
    public void Given_restarts_then_each_is_counted_by_type_of_actor_and_a_resume_or_stop_is_not() => With((stage, ear) =>
    {
        foreach (var (directive, restarts) in new[] { (Directive.Restart, 2), (Directive.Resume, 0), (Directive.Stop, 0) })
        {
            ear.Forget();
            IActorRef? child = null;
            var parent = stage.Puppet($"{directive}", new Script { Strategy = new OneForOneStrategy(_ => directive), PreStart = p => child = p.Child("c") });
            stage.Run();
            stage.Fail(child!);
            stage.Fail(child!);
            Assert.Equal(Enumerable.Repeat(1.0, restarts), ear.Of("nt.actor.restarts", nameof(Puppet)));
        }
    });

    [Fact]
    public void Given_actors_that_come_and_go_then_those_that_live_and_the_dead_letters_are_counted() => With((stage, ear) =>
    {
        var parent = stage.Puppet("p", new Script { PreStart = p => p.Child("c") });
        stage.Run();
        Assert.Equal(2, ear.Of("nt.actor.live").Sum());
        stage.Fail(parent);
        Assert.Equal(2, ear.Of("nt.actor.live").Sum());
        stage.System.Stop(parent);
        stage.Tell(parent, 1, 2);
        Assert.Equal(0, ear.Of("nt.actor.live").Sum());
        Assert.Equal(2, ear.Of("nt.actor.dead_letters").Sum());
    });

    [Fact]
    public void Given_an_actor_that_cannot_be_made_then_it_is_not_counted_for_ever() => With((stage, ear) =>
    {
        stage.Puppet("a", new Script { Made = _ => Puppet.Boom() });
        stage.Run();
        Assert.Equal([1, -1], ear.Of("nt.actor.live"));
    });

    [Theory]
    [InlineData("unbounded")]
    [InlineData("bounded")]
    [InlineData("priority")]
    public void Given_a_mailbox_of_any_kind_then_its_depth_is_known(string kind) => With((stage, ear) =>
    {
        var a = stage.Puppet("a", null, p => p.WithMailbox(kind switch
        {
            "bounded" => MailboxType.Bounded(10),
            "priority" => MailboxType.Priority(_ => 0),
            _ => MailboxType.Unbounded,
        }));
        stage.Run();
        ear.Forget();
        for (var i = 0; i < 3; i++) a.Tell(i, ActorRefs.NoSender);
        stage.Run();
        Assert.Equal([3, 2, 1], ear.Of("nt.actor.mailbox.depth"));
    });
}
