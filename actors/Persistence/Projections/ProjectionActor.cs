using NTWorkstation.Kernel.Actor;
using NTWorkstation.Kernel.Pattern;
using NTWorkstation.Persistence.Adapters;
using NTWorkstation.Persistence.Diagnostics;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Query;

namespace NTWorkstation.Persistence.Projections;

/// <summary>
/// Runs a projection as long as it lives: from the stored offset through the events there are and those to come. The reading and the handler
/// run beside its turns; its end waits for the handler, so that two incarnations never handle at a time.
/// </summary>
public sealed class ProjectionActor : UntypedActor
{
    private readonly ProjectionSettings _settings;
    private readonly EventCodec _events;
    private readonly IProjectionHandler _handler;
    private readonly Projection _projection;
    private long _offset;

    private ProjectionActor(IPersistenceStore store, EventCodec events, ProjectionSettings settings, IProjectionHandler handler)
    {
        (_settings, _events, _handler) = (settings, events, handler);
        var offsets = handler is ITransactionalProjectionHandler transactional ? new HandlerOffsets(transactional) : store.Offsets;
        _projection = new Projection(settings.Name, Events(store.Query, settings), OffsetOf, offsets) { OffsetEvery = settings.OffsetEvery };
    }

    /// <summary>A projection below a supervisor that starts it again after a failure, with growing waits. Stop it like any actor.</summary>
    /// <param name="events">Of the <see cref="Actor.PersistenceExtension"/> whose actors write.</param>
    public static Props Props(IPersistenceStore store, EventCodec events, ProjectionSettings settings, IProjectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentException.ThrowIfNullOrEmpty(settings.Name, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.OffsetEvery, 1, nameof(settings));
        if (settings is { Tag: not null, PersistenceId: not null })
            throw new ArgumentException($"The projection '{settings.Name}' follows a tag or a persistence id, not both.", nameof(settings));
        var child = Kernel.Actor.Props.Create(() => new ProjectionActor(store, events, settings, handler));
        return BackoffSupervisor.Props(BackoffOptions.OnFailure(child, "projection", settings.MinBackoff, settings.MaxBackoff, settings.RandomFactor) with
        {
            IsTransient = static _ => true,
        });
    }

    protected override void PreStart() => Self.Tell(Begin.Instance);

    protected override void OnReceive(object message)
    {
        if (message is not Begin)
        {
            Unhandled(message);
            return;
        }
        var stopping = Context.Stopping;
        RunTask(() => RunAsync(stopping));
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            // A store may read on its caller's thread, which is not to be an actor's.
            await Task.Run(() => _projection.RunAsync(HandleAsync, stopping), stopping).ConfigureAwait(true);
            throw new InvalidOperationException($"The events of the projection '{_settings.Name}' ended, which they never should.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was asked for.
        }
        catch (Exception cause)
        {
            PersistenceLog.ProjectionFailed(Context.Logger, cause, _settings.Name, _offset);
            throw;
        }
    }

    private async Task HandleAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        var events = new List<object>(1);
        _events.Decode(entry, events);
        var offset = OffsetOf(entry);
        await _handler.HandleAsync(new ProjectedEntry(offset, entry.PersistenceId, entry.SequenceNr, entry.Timestamp, events, entry.Tags), cancellationToken)
            .ConfigureAwait(false);
        _offset = offset;
    }

    private long OffsetOf(JournalEntry entry) => _settings.PersistenceId is null ? entry.Ordering : entry.SequenceNr;

    private static Func<long, CancellationToken, IAsyncEnumerable<JournalEntry>> Events(IJournalQuery query, ProjectionSettings settings) =>
        settings switch
        {
            { PersistenceId: { } id } => (after, token) => query.EventsByPersistenceIdAsync(id, after + 1, long.MaxValue, token),
            { Tag: { } tag } => (after, token) => query.EventsByTagAsync(tag, after, token),
            _ => query.AllEventsAsync,
        };

    /// <summary>The handler stores its offset itself.</summary>
    private sealed class HandlerOffsets(ITransactionalProjectionHandler handler) : IProjectionOffsets
    {
        public Task<long> ReadAsync(string projection, CancellationToken cancellationToken) => handler.ReadOffsetAsync(cancellationToken);

        public Task SaveAsync(string projection, long ordering, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ResetAsync(string projection, CancellationToken cancellationToken) =>
            throw new NotSupportedException($"The handler of '{projection}' keeps its offset: reset it there.");
    }

    private sealed class Begin
    {
        private Begin()
        {
        }

        public static Begin Instance { get; } = new();
    }
}
