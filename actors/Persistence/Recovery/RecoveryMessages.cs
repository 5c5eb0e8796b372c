using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Recovery;

internal sealed class PermitGranted(Eventsourced addressee) : PersistenceMessage(addressee)
{
    public override void Handle() => Addressee.OnRecoveryPermitted();
}

/// <summary>Ownership is taken, the snapshot is read, and it is known how far the events go.</summary>
internal sealed class RecoveryBegun(Eventsourced addressee, OwnerEpoch epoch, SnapshotOffer? snapshot, long highestSequenceNr)
    : PersistenceMessage(addressee)
{
    public OwnerEpoch Epoch => epoch;

    public SnapshotOffer? Snapshot => snapshot;

    public long HighestSequenceNr => highestSequenceNr;

    public override void Handle() => Addressee.OnRecoveryBegun(this);
}

/// <summary>Events in order, ready for the actor.</summary>
internal sealed class ReplayBatch(Eventsourced addressee) : PersistenceMessage(addressee)
{
    /// <summary>An entry that stands for several events has several places, one that stands for none has none.</summary>
    public List<(object Event, long SequenceNr)> Events { get; } = [];

    /// <summary>The entry read last, be there events of it or not.</summary>
    public long LastSequenceNr { get; set; }

    public bool IsLast { get; set; }

    public override void Handle() => Addressee.OnReplayed(this);
}

/// <summary>To see whether a recovery still comes further.</summary>
internal sealed class RecoveryTick(Eventsourced addressee) : PersistenceMessage(addressee)
{
    public override void Handle() => Addressee.OnRecoveryTick();
}

internal sealed class RecoveryFailed(Eventsourced addressee, Exception cause) : PersistenceMessage(addressee)
{
    public override void Handle() => Addressee.OnRecoveryStopped(cause);
}
