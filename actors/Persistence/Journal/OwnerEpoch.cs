namespace NTWorkstation.Persistence.Journal;

/// <summary>
/// The right to write the events and snapshots of one persistence id. It ends, without notice, when somebody else takes ownership:
/// from then on every write under it is refused with <see cref="StaleOwnerException"/>.
/// </summary>
/// <param name="PersistenceId">Whose journal is owned.</param>
/// <param name="Epoch">Counts the owners of this persistence id, from 1.</param>
/// <param name="Owner">Who took it, for people: node and process, for instance.</param>
/// <param name="WriterUuid">The incarnation's own name, written with each of its events.</param>
public sealed record OwnerEpoch(string PersistenceId, long Epoch, string Owner, string WriterUuid);
