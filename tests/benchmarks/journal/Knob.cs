using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Recovery;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>A persistent actor: each turn is a command that is persisted, folded and answered before the next one comes.</summary>
internal sealed class Knob : ReceivePersistentActor
{
    private readonly TaskCompletionSource<Folded> _recovered;
    private Run? _run;
    private double _sum;
    private long _count;

    public Knob(PersistenceExtension persistence, string persistenceId, TaskCompletionSource<Folded> recovered)
        : base(persistence)
    {
        (PersistenceId, _recovered) = (persistenceId, recovered);
        Recover<Turned>(Fold);
        Recover<RecoveryCompleted>(_ => _recovered.SetResult(new Folded(_count, _sum)));
        Command<Run>(run =>
        {
            (_run, _count) = (run, 0);
            Self.Tell(Turn.Instance);
        });
        Command<Turn>(_ => Persist(Turned.Of(_count), turned =>
        {
            Fold(turned);
            if (_run!.IsOver()) _run.Done.SetResult(_count);
            else Self.Tell(Turn.Instance);
        }));
    }

    public override string PersistenceId { get; }

    internal static Props Props(PersistenceExtension persistence, string persistenceId, TaskCompletionSource<Folded> recovered) =>
        Kernel.Actor.Props.Create(() => new Knob(persistence, persistenceId, recovered));

    private void Fold(Turned turned)
    {
        _count++;
        _sum += turned.New;
    }

    /// <summary>What the events came to.</summary>
    internal sealed record Folded(long Count, double Sum);

    /// <summary>Turns until it is over, and says how often.</summary>
    internal sealed record Run(Func<bool> IsOver, TaskCompletionSource<long> Done);

    private sealed class Turn
    {
        internal static readonly Turn Instance = new();
    }
}
