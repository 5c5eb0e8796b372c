using System.Diagnostics;
using System.Diagnostics.Metrics;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Diagnostics;
using NTWorkstation.Kernel.Tests.Stages;
using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

/// <summary>Listeners are foreign code that runs in the actors' turns.</summary>
[Collection(DiagnosticsCollection.Name)]
public class FailingListenerTests
{
    [Fact]
    public void Given_a_listener_of_metrics_that_throws_then_actors_live_fail_and_end_as_ever()
    {
        using var listener = new MeterListener();
        var thread = Environment.CurrentManagedThreadId;
        var heard = new HashSet<string>();
        void Throw(Instrument instrument)
        {
            // Other tests' systems are not of this test.
            if (Environment.CurrentManagedThreadId != thread) return;
            heard.Add(instrument.Name);
            throw new StageException("metrics");
        }

        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == KernelMetrics.MeterName) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, _, _, _) => Throw(i));
        listener.SetMeasurementEventCallback<long>((i, _, _, _) => Throw(i));
        listener.SetMeasurementEventCallback<double>((i, _, _, _) => Throw(i));
        using var stage = new Stage(1);
        listener.Start();
        var a = stage.Puppet("a");
        stage.Tell(a, "x");
        stage.ExpectLast("a got x");
        stage.Fail(a);
        stage.Tell(a, "y");
        stage.ExpectLast("a got y");
        stage.Kit.StopAndAwait(a);
        stage.Tell(a, "late");
        stage.ExpectLast("a stop");
        Assert.Equal(1, stage.Log.Count("a postrestart"));
        Assert.Equal(["nt.actor.dead_letters", "nt.actor.live", "nt.actor.mailbox.depth", "nt.actor.processing_time", "nt.actor.restarts"], heard.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_a_listener_of_traces_that_throws_then_messages_are_handled_and_nothing_stays_current(bool atBegin)
    {
        var thrown = 0;
        using var root = new Activity("the test");
        void Throw(Activity activity)
        {
            if (activity.TraceId != root.TraceId || ReferenceEquals(activity, root)) return;
            thrown++;
            throw new StageException("traces");
        }

        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ActorTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        if (atBegin) listener.ActivityStarted = Throw;
        else listener.ActivityStopped = Throw;
        using var stage = new Stage(1);
        root.Start();
        ActivitySource.AddActivityListener(listener);
        var a = stage.Puppet("a");
        a.Tell("x", ActorRefs.NoSender);
        a.Tell(new DoAsync(async p =>
        {
            await Task.Yield();
            p.Note("awaited");
        }), ActorRefs.NoSender);
        stage.Run();
        stage.ExpectLast("a got x", "a awaited");
        Assert.Same(root, Activity.Current);
        Assert.Equal(2, thrown);
    }
}
