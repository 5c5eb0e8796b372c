using System.Runtime.CompilerServices;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Journal;

/// <summary>Reads sessions beside their writers: what is committed, without owning anything. Thread-safe.</summary>
public sealed class SessionJournal(IPersistenceStore store)
{
    private const string Prefix = "session-";

    /// <summary>On every event of a session.</summary>
    public const string Tag = "session";

    public static string PersistenceIdOf(SessionId session) => Prefix + session.Value;

    /// <returns>Null where the id is not a session's.</returns>
    public static SessionId? SessionOf(string persistenceId) =>
        persistenceId.StartsWith(Prefix, StringComparison.Ordinal) && IdText.IsValid(persistenceId[Prefix.Length..]) ? new(persistenceId[Prefix.Length..]) : null;

    /// <summary>Every session there is.</summary>
    public async IAsyncEnumerable<SessionId> SessionsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var id in store.Query.CurrentPersistenceIdsAsync(cancellation).ConfigureAwait(false))
            if (SessionOf(id) is { } session) yield return session;
    }

    /// <summary>A session's events in order.</summary>
    /// <exception cref="CorruptSessionException">An event cannot be read.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<RecordedEvent> EventsAsync(
        SessionId session, long from = 1, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var entry in store.Journal.ReplayAsync(PersistenceIdOf(session), from, to, long.MaxValue, cancellation).ConfigureAwait(false))
            yield return Read(session, entry);
    }

    /// <summary>The state after an event, or the last one: from the latest snapshot that is not behind it.</summary>
    /// <param name="to">Sequence number; beyond the last event it is the last.</param>
    /// <returns><see cref="SessionState.None"/> where there is no such session.</returns>
    /// <exception cref="CorruptSessionException">The events are not one session's history, or cannot be read.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<SessionState> StateAsync(SessionId session, long to = long.MaxValue, CancellationToken cancellation = default)
    {
        var state = await SnapshotAsync(session, to, cancellation).ConfigureAwait(false) ?? SessionState.None;
        await foreach (var recorded in EventsAsync(session, state.Sequence + 1, to, cancellation).ConfigureAwait(false))
            state = SessionFold.Apply(state, recorded.Sequence, recorded.Event);
        return state;
    }

    private async Task<SessionState?> SnapshotAsync(SessionId session, long to, CancellationToken cancellation)
    {
        try
        {
            var entry = await store.Snapshots.LoadAsync(PersistenceIdOf(session), new SnapshotCriteria { MaximumSequenceNr = to }, cancellation).ConfigureAwait(false);
            return entry is null ? null : Snapshots.Read(entry.Manifest, entry.Payload.Span);
        }
        catch (Exception failure) when (failure is CorruptSessionException or JournalCorruptException)
        {
            // The events give the same state; only slower.
            return null;
        }
    }

    private static RecordedEvent Read(SessionId session, JournalEntry entry)
    {
        if (entry.SerializerId != SessionSerializer.Id)
            throw new CorruptSessionException(session.Value, entry.SequenceNr, $"the serializer {entry.SerializerId} that wrote it is not a session's");
        try
        {
            return new(entry.SequenceNr, entry.Timestamp, SessionEventJson.Read(entry.Manifest, entry.Payload.Span));
        }
        catch (ContractException cause)
        {
            throw new CorruptSessionException(session.Value, entry.SequenceNr, cause.Message.TrimEnd('.'), cause);
        }
    }
}
