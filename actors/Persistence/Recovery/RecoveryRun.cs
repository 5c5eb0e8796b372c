using Microsoft.Extensions.Logging;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Persistence.Actor;
using NTWorkstation.Persistence.Diagnostics;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Recovery;

/// <summary>
/// The reading side of one recovery, beside the actor's turns: takes ownership, then reads the snapshot, the highest sequence number and the
/// events in batches. It takes one step when the actor asks for it, and tells what came of it; while the actor folds one batch the next is
/// read and deserialized.
/// </summary>
internal sealed class RecoveryRun(
    Eventsourced actor, IActorRef self, PersistenceExtension persistence, RecoverySettings settings, string persistenceId, ILogger logger)
    : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    // One is folded by the actor while the other is filled.
    private readonly ReplayBatch[] _batches = [new(actor), new(actor)];
    private readonly List<object> _decoded = [];
    private IAsyncEnumerator<JournalEntry>? _entries;
    private Task _step = Task.CompletedTask;
    private int _filled;
    private long _progress;
    // A snapshot that could not be read: the events up to it must be there instead.
    private long _unreadableSnapshot;
    private long _from = 1;
    private long _to;
    private long _firstRead;

    /// <summary>Grows with everything that was read. Any thread.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>A step is being taken. Any thread.</summary>
    public bool IsReading => !_step.IsCompleted;

    /// <summary>Takes ownership and reads what comes before the events; ends with <see cref="RecoveryBegun"/>.</summary>
    public void Begin() => Take(BeginAsync);

    /// <summary>Reads on; ends with a <see cref="ReplayBatch"/>.</summary>
    public void ReadBatch() => Take(ReadBatchAsync);

    /// <summary>Ends the reading; what a step under way still tells is of no concern.</summary>
    public void Dispose()
    {
        _cancelled.Cancel();
        var step = _step;
        Schedule(async () =>
        {
            await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_entries is not null) await _entries.DisposeAsync().ConfigureAwait(false);
            _cancelled.Dispose();
        });
    }

    private void Take(Func<Task> step) => _step = Schedule(async () =>
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        // Whatever the journal throws is the actor's to report.
        catch (Exception cause)
        {
            self.Tell(new RecoveryFailed(actor, cause), ActorRefs.NoSender);
        }
    });

    private Task Schedule(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, persistence.Options.RecoveryScheduler).Unwrap();

    private async Task BeginAsync()
    {
        var epoch = await persistence.Journal.TakeOwnershipAsync(persistenceId, persistence.Options.Owner, _cancelled.Token).ConfigureAwait(false);
        Advance();
        var snapshot = await LoadSnapshotAsync().ConfigureAwait(false);
        var highest = await persistence.Journal.ReadHighestSequenceNrAsync(persistenceId, _cancelled.Token).ConfigureAwait(false);
        Advance();
        _from = (snapshot?.Metadata.SequenceNr ?? 0) + 1;
        _to = Math.Min(highest, settings.ToSequenceNr);
        self.Tell(new RecoveryBegun(actor, epoch, snapshot, highest), ActorRefs.NoSender);
    }

    private async Task<SnapshotOffer?> LoadSnapshotAsync()
    {
        if (settings.FromSnapshot is not { } criteria) return null;
        criteria = criteria with { MaximumSequenceNr = Math.Min(criteria.MaximumSequenceNr, settings.ToSequenceNr) };
        while (true)
        {
            long unreadable;
            Exception reason;
            try
            {
                var entry = await persistence.Snapshots.LoadAsync(persistenceId, criteria, _cancelled.Token).ConfigureAwait(false);
                Advance();
                if (entry is null) return null;
                if (Read(entry, out reason!) is { } state)
                    return new SnapshotOffer(new SnapshotMetadata(persistenceId, entry.SequenceNr, entry.Timestamp), state);
                unreadable = entry.SequenceNr;
            }
            catch (JournalCorruptException corrupt) when (corrupt.SequenceNr <= criteria.MaximumSequenceNr)
            {
                (unreadable, reason) = (corrupt.SequenceNr, corrupt);
            }
            PersistenceLog.SnapshotUnreadable(logger, reason, persistenceId, unreadable);
            _unreadableSnapshot = Math.Max(_unreadableSnapshot, unreadable);
            criteria = criteria with { MaximumSequenceNr = unreadable - 1 };
        }
    }

    private object? Read(SnapshotEntry entry, out Exception? reason)
    {
        try
        {
            reason = null;
            return persistence.Serialization.Deserialize(entry.SerializerId, entry.Manifest, entry.Payload.Span);
        }
        catch (SerializationException unreadable)
        {
            reason = unreadable;
            return null;
        }
    }

    private async Task ReadBatchAsync()
    {
        var batch = _batches[_filled];
        _filled ^= 1;
        batch.Events.Clear();
        if (_entries is null && (_from > _to || settings.ReplayMax <= 0)) batch.IsLast = true;
        else
        {
            var isFirst = _entries is null;
            _entries ??= persistence.Journal.ReplayAsync(persistenceId, _from, _to, settings.ReplayMax, _cancelled.Token)
                .GetAsyncEnumerator(_cancelled.Token);
            for (var left = persistence.Options.ReplayBatchSize; left > 0; left--)
            {
                if (!await _entries.MoveNextAsync().ConfigureAwait(false))
                {
                    batch.IsLast = true;
                    break;
                }
                Advance();
                Add(_entries.Current, batch);
                if (isFirst) CheckNothingMissing();
                isFirst = false;
            }
            if (isFirst) CheckNothingMissing();
        }
        if (batch.IsLast && _entries is not null)
        {
            await _entries.DisposeAsync().ConfigureAwait(false);
            _entries = null;
        }
        self.Tell(batch, ActorRefs.NoSender);
    }

    // Where an unreadable snapshot is passed over, the events it stood for must still be there.
    private void CheckNothingMissing()
    {
        if (_from <= Math.Min(_unreadableSnapshot, _to) && _firstRead != _from) throw new MissingEventsException(persistenceId, _from, _unreadableSnapshot);
    }

    // One step at a time writes it.
    private void Advance() => Volatile.Write(ref _progress, _progress + 1);

    private void Add(JournalEntry entry, ReplayBatch batch)
    {
        if (_firstRead == 0) _firstRead = entry.SequenceNr;
        persistence.Events.Decode(entry, _decoded);
        foreach (var @event in _decoded) batch.Events.Add((@event, entry.SequenceNr));
        _decoded.Clear();
        batch.LastSequenceNr = entry.SequenceNr;
    }
}
