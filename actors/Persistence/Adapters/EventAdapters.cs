using System.Collections.Concurrent;

namespace NTWorkstation.Persistence.Adapters;

/// <summary>Which adapters are asked for events of a type, its subtypes included. Immutable.</summary>
public sealed class EventAdapterBinding
{
    private EventAdapterBinding(Type type, IWriteEventAdapter? write, IReadEventAdapter? read) => (EventType, Write, Read) = (type, write, read);

    public Type EventType { get; }

    internal IWriteEventAdapter? Write { get; }

    internal IReadEventAdapter? Read { get; }

    /// <summary>Of several that fit an event the first alone is asked.</summary>
    public static EventAdapterBinding ForWriting<TEvent>(IWriteEventAdapter adapter) => new(typeof(TEvent), NotNull(adapter), null);

    /// <summary>Of several that fit an event each is asked, and what they give follows each other.</summary>
    public static EventAdapterBinding ForReading<TEvent>(IReadEventAdapter adapter) => new(typeof(TEvent), null, NotNull(adapter));

    private static T NotNull<T>(T adapter)
        where T : class => adapter ?? throw new ArgumentNullException(nameof(adapter));
}

/// <summary>The adapters between the events of the domain and those that are stored. Thread-safe.</summary>
public sealed class EventAdapters
{
    private readonly EventAdapterBinding[] _bindings;
    private readonly ConcurrentDictionary<Type, (IWriteEventAdapter? Write, IReadEventAdapter[] Read)> _byType = new();

    public EventAdapters(params IReadOnlyList<EventAdapterBinding> bindings)
    {
        ArgumentNullException.ThrowIfNull(bindings);
        _bindings = [.. bindings];
    }

    /// <summary>Events are stored as they are.</summary>
    public static EventAdapters None { get; } = new();

    internal object ToJournal(object @event) => _bindings.Length == 0 ? @event : Of(@event).Write?.ToJournal(@event) ?? @event;

    /// <summary>Adds the events of a stored one to a list.</summary>
    internal void FromJournal(object stored, string manifest, List<object> events)
    {
        var readers = _bindings.Length == 0 ? [] : Of(stored).Read;
        if (readers.Length == 0) events.Add(stored);
        foreach (var reader in readers)
        {
            var sequence = reader.FromJournal(stored, manifest);
            for (var i = 0; i < sequence.Count; i++) events.Add(sequence[i]);
        }
    }

    private (IWriteEventAdapter? Write, IReadEventAdapter[] Read) Of(object @event) => _byType.GetOrAdd(
        @event.GetType(),
        static (type, bindings) => (
            bindings.FirstOrDefault(b => b.Write is not null && b.EventType.IsAssignableFrom(type))?.Write,
            [.. bindings.Where(b => b.Read is not null && b.EventType.IsAssignableFrom(type)).Select(b => b.Read!)]),
        _bindings);
}
