using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Persistence.Adapters;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Actor;

/// <summary>
/// What persistent actors need of their surroundings: made once where a node is put together and passed to each actor's constructor by its
/// Props. Immutable but for the permits; thread-safe. Whoever made the store disposes of it, after the actor system has ended.
/// </summary>
public sealed class PersistenceExtension
{
    /// <param name="serialization">Writes and reads events and snapshots by their manifests.</param>
    /// <param name="adapters">Null for none.</param>
    public PersistenceExtension(
        IJournal journal, ISnapshotStore snapshots, SerializerRegistry serialization, EventAdapters? adapters = null, PersistenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(serialization);
        (Journal, Snapshots, Serialization) = (journal, snapshots, serialization);
        Options = options ?? new PersistenceOptions();
        ArgumentException.ThrowIfNullOrEmpty(Options.Owner, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Options.RecoveryTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.ReplayBatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.MaxWriteEvents, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.MaxWriteBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.InternalStashCapacity, 1, nameof(options));
        Events = new EventCodec(serialization, adapters ?? EventAdapters.None);
        RecoveryPermitter = new RecoveryPermitter(Options.MaxConcurrentRecoveries);
    }

    public PersistenceExtension(
        IPersistenceStore store, SerializerRegistry serialization, EventAdapters? adapters = null, PersistenceOptions? options = null)
        : this(Of(store).Journal, store.Snapshots, serialization, adapters, options)
    {
    }

    public IJournal Journal { get; }

    public ISnapshotStore Snapshots { get; }

    public SerializerRegistry Serialization { get; }

    /// <summary>Events to entries and back, through adapters and serializers.</summary>
    public EventCodec Events { get; }

    public PersistenceOptions Options { get; }

    /// <summary>Bounds the recoveries that run at the same time.</summary>
    internal RecoveryPermitter RecoveryPermitter { get; }

    private static IPersistenceStore Of(IPersistenceStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store;
    }
}
