using NTWorkstation.Persistence.Journal;

namespace NTWorkstation.Persistence.Query;

/// <summary>
/// Brings the events of a tag, or all, to a handler, one at a time and in order, and remembers how far it has come. At least once: after a
/// failure the events since the last stored offset come again (see <see cref="IProjectionOffsets"/>).
/// </summary>
public sealed class Projection
{
    private readonly string _name;
    private readonly Func<long, CancellationToken, IAsyncEnumerable<JournalEntry>> _events;
    private readonly Func<JournalEntry, long> _offset;
    private readonly IProjectionOffsets _offsets;

    /// <param name="name">Under which the offset is stored.</param>
    /// <param name="tag">Which events; null for all.</param>
    /// <param name="store">Where they are, and where the offset is.</param>
    public Projection(string name, string? tag, IPersistenceStore store)
        : this(name, (after, token) => tag is null ? store.Query.AllEventsAsync(after, token) : store.Query.EventsByTagAsync(tag, after, token), static e => e.Ordering, store?.Offsets!) =>
        ArgumentNullException.ThrowIfNull(store);

    /// <param name="events">The events behind an offset.</param>
    /// <param name="offset">Of an event.</param>
    internal Projection(
        string name, Func<long, CancellationToken, IAsyncEnumerable<JournalEntry>> events, Func<JournalEntry, long> offset, IProjectionOffsets offsets) =>
        (_name, _events, _offset, _offsets) = (name, events, offset, offsets);

    /// <summary>The most events between two stored offsets, and so the most that come again after a failure.</summary>
    public int OffsetEvery { get; init; } = 100;

    /// <summary>
    /// Runs until it is cancelled or fails; start it again to go on. The offset is stored after every <see cref="OffsetEvery"/> events,
    /// whenever no further event is there, and when it ends.
    /// </summary>
    /// <param name="handle">Handles one event; what it throws ends the run, and the event comes again.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task RunAsync(Func<JournalEntry, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var stored = await _offsets.ReadAsync(_name, cancellationToken).ConfigureAwait(false);
        var handled = stored;
        var events = _events(stored, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = events.ConfigureAwait(false);
        var since = 0;
        try
        {
            while (true)
            {
                var next = events.MoveNextAsync();
                // Nothing at hand: use the pause to store what was done.
                if (!next.IsCompleted) await StoreAsync(cancellationToken).ConfigureAwait(false);
                if (!await next.ConfigureAwait(false)) return;
                await handle(events.Current, cancellationToken).ConfigureAwait(false);
                handled = _offset(events.Current);
                if (++since >= OffsetEvery) await StoreAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await StoreAsync(CancellationToken.None).ConfigureAwait(false);
        }

        async Task StoreAsync(CancellationToken token)
        {
            since = 0;
            if (handled == stored) return;
            await _offsets.SaveAsync(_name, handled, token).ConfigureAwait(false);
            stored = handled;
        }
    }
}
