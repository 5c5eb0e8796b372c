using System.Diagnostics.CodeAnalysis;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Persistence.Snapshot;

namespace NTWorkstation.Persistence.Actor;

/// <summary>Snapshots and deletion. The answers are received as commands.</summary>
public abstract partial class Eventsourced
{
    /// <summary>
    /// Stores the state as of <see cref="SnapshotSequenceNr"/>. It is serialized at once; answered with <see cref="SaveSnapshotSuccess"/> or
    /// <see cref="SaveSnapshotFailure"/>.
    /// </summary>
    protected void SaveSnapshot(object snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ThrowIfNotRunning("save a snapshot");
        var metadata = new SnapshotMetadata(PersistenceId, SnapshotSequenceNr, Context.System.TimeProvider.GetUtcNow());
        TellAnswer(
            () =>
            {
                var value = Persistence.Serialization.Serialize(snapshot);
                return Persistence.Snapshots.SaveAsync(
                    _epoch!, new NewSnapshot(metadata.SequenceNr, metadata.Timestamp, value.Bytes, value.SerializerId, value.Manifest));
            },
            new SaveSnapshotSuccess(metadata),
            cause => new SaveSnapshotFailure(metadata, cause));
    }

    /// <summary>Deletes the events up to a sequence number for good; what is left must lead to the state, as from a snapshot.</summary>
    /// <param name="toSequenceNr">At most <see cref="LastSequenceNr"/>; long.MaxValue means that.</param>
    protected void DeleteMessages(long toSequenceNr)
    {
        ThrowIfNotRunning("delete events");
        var to = toSequenceNr == long.MaxValue ? LastSequenceNr : toSequenceNr;
        TellAnswer(
            () => to > LastSequenceNr
                ? throw new ArgumentOutOfRangeException(nameof(toSequenceNr), to, $"'{PersistenceId}' has events up to {LastSequenceNr}; later ones cannot be deleted.")
                : Persistence.Journal.DeleteToAsync(_epoch!, to),
            new DeleteMessagesSuccess(to),
            cause => new DeleteMessagesFailure(to, cause));
    }

    /// <summary>Deletes one snapshot, if it is there.</summary>
    protected void DeleteSnapshot(long sequenceNr)
    {
        ThrowIfNotRunning("delete a snapshot");
        var criteria = new SnapshotCriteria { MinimumSequenceNr = sequenceNr, MaximumSequenceNr = sequenceNr };
        TellAnswer(
            () => Persistence.Snapshots.DeleteAsync(_epoch!, criteria), new DeleteSnapshotSuccess(sequenceNr), cause => new DeleteSnapshotFailure(sequenceNr, cause));
    }

    /// <summary>Deletes all snapshots that meet the criteria.</summary>
    protected void DeleteSnapshots(SnapshotCriteria criteria)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ThrowIfNotRunning("delete snapshots");
        TellAnswer(
            () => Persistence.Snapshots.DeleteAsync(_epoch!, criteria), new DeleteSnapshotsSuccess(criteria), cause => new DeleteSnapshotsFailure(criteria, cause));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the call throws is the answer.")]
    private void TellAnswer(Func<Task> call, object success, Func<Exception, object> failure)
    {
        Task task;
        try
        {
            task = call();
        }
        catch (Exception cause)
        {
            task = Task.FromException(cause);
        }
        _ = Tell(task, Self);

        async Task Tell(Task done, IActorRef self)
        {
            object answer;
            try
            {
                await done.ConfigureAwait(false);
                answer = success;
            }
            catch (Exception cause)
            {
                answer = failure(cause);
            }
            self.Tell(new Answer(this, answer), self);
        }
    }
}
