using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Postgres;

/// <summary>One atomic write of events that waits for its turn, or has it.</summary>
internal sealed class PostgresAppend(OwnerEpoch owner, IReadOnlyList<NewEntry> entries, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Done => _done.Task;

    internal OwnerEpoch Owner => owner;

    internal IReadOnlyList<NewEntry> Entries => entries;

    internal long First => entries[0].SequenceNr;

    internal long Last => entries[^1].SequenceNr;

    internal long Bytes
    {
        get
        {
            long bytes = 0;
            for (var i = 0; i < entries.Count; i++) bytes += entries[i].Payload.Length;
            return bytes;
        }
    }

    /// <summary>False where the caller took it back before its turn.</summary>
    internal bool Begin()
    {
        if (!cancellationToken.IsCancellationRequested) return true;
        _done.TrySetCanceled(cancellationToken);
        return false;
    }

    internal void Succeed() => _done.TrySetResult();

    internal void Fail(JournalException failure) => _done.TrySetException(failure);
}
