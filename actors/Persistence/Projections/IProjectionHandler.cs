namespace NTWorkstation.Persistence.Projections;

/// <summary>
/// Takes in the events of a projection, one entry of the journal at a time and in order, at least once: after a failure entries since the last
/// stored offset come again. Called on any thread, never twice at a time.
/// </summary>
public interface IProjectionHandler
{
    /// <param name="cancellationToken">Cancelled when the projection is to stop; it stops when this has ended.</param>
    Task HandleAsync(ProjectedEntry entry, CancellationToken cancellationToken);
}

/// <summary>
/// Commits the offset together with its effect, in its own transaction: an entry then takes effect exactly once. HandleAsync stores
/// <see cref="ProjectedEntry.Offset"/>.
/// </summary>
public interface ITransactionalProjectionHandler : IProjectionHandler
{
    /// <summary>The offset of the last entry whose effect is committed; 0 for none.</summary>
    Task<long> ReadOffsetAsync(CancellationToken cancellationToken);
}

/// <summary>What one entry of the journal stands for.</summary>
/// <param name="Offset">What the projection goes on behind: the ordering, or for a projection of one persistence id the sequence number.</param>
/// <param name="Timestamp">When the writer made it, UTC.</param>
/// <param name="Events">As the read adapters give them: mostly one, possibly none or several.</param>
public sealed record ProjectedEntry(
    long Offset, string PersistenceId, long SequenceNr, DateTimeOffset Timestamp, IReadOnlyList<object> Events, IReadOnlyList<string> Tags);
