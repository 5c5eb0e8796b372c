using System.Diagnostics.Metrics;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Kernel.Diagnostics;

/// <summary>The instruments of every actor system in the process, in the meter "NTWorkstation.Kernel". They cost a look at a flag while nobody listens.</summary>
public static class KernelMetrics
{
    public const string MeterName = "NTWorkstation.Kernel";

    /// <summary>Deeper mailboxes are recorded as this deep: counting walks the queue.</summary>
    internal const int DeepestCounted = 10_000;

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Histogram<int>? MailboxDepth = UnfailingInstruments.Publish(() => Meter.CreateHistogram<int>(
        "nt.actor.mailbox.depth", "{message}", "User messages waiting at the start of an actor's turn, counted up to 10,000."));

    internal static readonly Histogram<double>? ProcessingTime = UnfailingInstruments.Publish(() => Meter.CreateHistogram<double>(
        "nt.actor.processing_time", "s", "Time an actor spent on one message; of an asynchronous handler the part before its first wait."));

    internal static readonly Counter<long>? Restarts = UnfailingInstruments.Publish(() => Meter.CreateCounter<long>("nt.actor.restarts", "{restart}", "Actors restarted."));

    internal static readonly Counter<long>? DeadLetters = UnfailingInstruments.Publish(() => Meter.CreateCounter<long>("nt.actor.dead_letters", "{message}", "Messages nobody could receive."));

    internal static readonly UpDownCounter<long>? LiveActors = UnfailingInstruments.Publish(() => Meter.CreateUpDownCounter<long>("nt.actor.live", "{actor}", "Actors that live."));

    internal static KeyValuePair<string, object?> ActorType(ActorCell cell) => new("nt.actor.type", cell.Props.ActorType.Name);
}
