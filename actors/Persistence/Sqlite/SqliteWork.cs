using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Sqlite;

/// <summary>Something that is to be written. Applied by the writer's thread, perhaps again in a transaction of its own.</summary>
internal abstract class SqliteWork
{
    private JournalException? _refusal;

    /// <summary>Several statements: a refusal half way must be taken back alone.</summary>
    internal virtual bool NeedsSavepoint => false;

    /// <summary>The persistence id and number that an error of the database names.</summary>
    internal abstract (string PersistenceId, long SequenceNr) Subject { get; }

    /// <summary>False where the caller took it back before its turn.</summary>
    internal abstract bool Begin();

    /// <summary>Writes within the open transaction; throws a <see cref="JournalException"/> for what is refused.</summary>
    internal abstract void Apply(SqliteWriteSession session);

    /// <summary>What was refused stays so only if the transaction, on whose rows the refusal rests, is committed.</summary>
    internal void Refuse(JournalException? refusal) => _refusal = refusal;

    /// <summary>The transaction is durable.</summary>
    internal void Complete()
    {
        if (_refusal is null) Succeed();
        else Fail(_refusal);
    }

    internal abstract void Fail(JournalException failure);

    protected abstract void Succeed();
}

/// <inheritdoc cref="SqliteWork"/>
internal abstract class SqliteWork<T>(CancellationToken cancellationToken) : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    internal Task<T> Done => _done.Task;

    internal override bool Begin()
    {
        if (!cancellationToken.IsCancellationRequested) return true;
        _done.TrySetCanceled(cancellationToken);
        return false;
    }

    internal override void Fail(JournalException failure) => _done.TrySetException(failure);

    protected override void Succeed() => _done.TrySetResult(_result!);

    /// <summary>What <see cref="Done"/> answers once it is durable.</summary>
    protected void Answer(T result) => _result = result;
}
