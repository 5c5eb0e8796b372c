using NTWorkstation.Persistence.Recovery;

namespace NTWorkstation.Persistence.Actor;

/// <summary>What all persistent actors of a <see cref="PersistenceExtension"/> share. Immutable.</summary>
public sealed record PersistenceOptions
{
    /// <summary>Who takes ownership, for people who read the owners' table: node and process.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>How long a recovery may come no further; more than 0. Time spent waiting for a permit or in the actor's handlers does not count.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Actors that recover at the same time, from 1; the others wait, in order.</summary>
    public int MaxConcurrentRecoveries { get; init; } = 50;

    /// <summary>Events that are read ahead while the actor folds as many, from 1.</summary>
    public int ReplayBatchSize { get; init; } = 512;

    /// <summary>Most events in one write, from 1; a PersistAll of more goes alone and whole.</summary>
    public int MaxWriteEvents { get; init; } = 500;

    /// <summary>Most bytes of payload in one write, from 1; a PersistAll of more goes alone and whole.</summary>
    public int MaxWriteBytes { get; init; } = 4 << 20;

    /// <summary>Commands an actor holds while it recovers or persists, from 1.</summary>
    public int InternalStashCapacity { get; init; } = int.MaxValue;

    /// <summary>What is done with a command beyond that.</summary>
    public IStashOverflowStrategy StashOverflowStrategy { get; init; } = ThrowOverflowExceptionStrategy.Instance;

    /// <summary>Where recoveries read and deserialize, so that no actor's turn waits for it.</summary>
    public TaskScheduler RecoveryScheduler { get; init; } = TaskScheduler.Default;
}
