using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>A database as one would use it without a journal: prepared statements, batches, a plain loop over a data reader.</summary>
internal interface IPeer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The journal on the same database; it makes the tables that the peer uses too.</summary>
    Task<IPersistenceStore> OpenStoreAsync();

    Task ConnectAsync();

    /// <summary>Inserts 100 events, the <paramref name="sequenceNr"/>th of each of 100 ids, in the columns the journal writes, and commits durably.</summary>
    Task InsertAsync(string[] ids, long sequenceNr, byte[] payload);

    /// <summary>Reads every column of every event of an id, deserializes the payload and folds it as <see cref="Knob"/> does.</summary>
    Task<Knob.Folded> FoldAsync(string persistenceId);
}
