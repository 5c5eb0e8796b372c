using System.Runtime.CompilerServices;
using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Tests.Memory;

/// <summary>The events of a <see cref="MemoryStore"/>, under owner epochs.</summary>
internal sealed class MemoryJournal(MemoryStore store) : IJournal
{
    private readonly Dictionary<string, long> _deletedTo = [];

    public async Task<OwnerEpoch> TakeOwnershipAsync(string persistenceId, string owner, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeTake is { } before) await before(persistenceId).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Gate)
        {
            var epoch = ++store.Stream(persistenceId).Epoch;
            return new OwnerEpoch(persistenceId, epoch, owner, $"{persistenceId}-{epoch}");
        }
    }

    public async Task<long> ReadHighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeReadHighest is { } before) await before(persistenceId).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (store.Gate) return store.Stream(persistenceId).Highest;
    }

    public async IAsyncEnumerable<JournalEntry> ReplayAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, long maximum, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JournalEntry[] events;
        long deletedTo;
        lock (store.Gate)
        {
            events = [.. store.Events.Where(e => e.PersistenceId == persistenceId && e.SequenceNr >= fromSequenceNr && e.SequenceNr <= toSequenceNr)];
            deletedTo = _deletedTo.GetValueOrDefault(persistenceId);
        }
        var filter = new ReplayFilter(persistenceId);
        foreach (var entry in events)
        {
            if (entry.SequenceNr <= deletedTo) continue;
            if (maximum-- <= 0) yield break;
            cancellationToken.ThrowIfCancellationRequested();
            if (store.Interference.BeforeReplay is { } before) await before(entry).ConfigureAwait(false);
            if (filter.Next(entry.SequenceNr, entry.Epoch, entry.WriterUuid) is { } fault) throw fault;
            yield return entry;
        }
    }

    public Task AppendAsync(OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite, CancellationToken cancellationToken)
    {
        try
        {
            WriteRules.Check(owner, atomicWrite);
        }
        catch (JournalRejectedException refused)
        {
            return Task.FromException(refused);
        }
        lock (store.Gate)
        {
            var stream = store.Stream(owner.PersistenceId);
            var previous = stream.Tail;
            // A task of its own: what waits for it alone goes on within the call that completes it.
            var done = new TaskCompletionSource();
            stream.Tail = done.Task;
            return Append(previous, done, owner, atomicWrite);
        }
    }

    public async Task DeleteToAsync(OwnerEpoch owner, long toSequenceNr, CancellationToken cancellationToken)
    {
        if (store.Interference.BeforeDelete is { } before) await before().ConfigureAwait(false);
        lock (store.Gate)
        {
            store.CheckOwner(owner);
            _deletedTo[owner.PersistenceId] = Math.Max(_deletedTo.GetValueOrDefault(owner.PersistenceId), toSequenceNr);
        }
    }

    private async Task Append(Task previous, TaskCompletionSource done, OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite)
    {
        try
        {
            await previous.ConfigureAwait(false);
            await Append(owner, atomicWrite).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task Append(OwnerEpoch owner, IReadOnlyList<NewEntry> atomicWrite)
    {
        if (store.Interference.BeforeAppend is { } before) await before(atomicWrite).ConfigureAwait(false);
        lock (store.Gate)
        {
            store.CheckOwner(owner);
            var stream = store.Stream(owner.PersistenceId);
            if (atomicWrite[0].SequenceNr != stream.Highest + 1) throw WriteRules.OutOfSequence(owner, atomicWrite[0].SequenceNr, stream.Highest);
            foreach (var entry in atomicWrite)
                store.Events.Add(new JournalEntry(
                    store.NextOrdering(), owner.PersistenceId, entry.SequenceNr, entry.Timestamp, entry.Payload.ToArray(), entry.SerializerId, entry.Manifest,
                    owner.WriterUuid, owner.Epoch, entry.Tags));
            stream.Highest = atomicWrite[^1].SequenceNr;
        }
        store.Commit();
        if (store.Interference.AfterAppend is { } after) await after(atomicWrite).ConfigureAwait(false);
    }
}
