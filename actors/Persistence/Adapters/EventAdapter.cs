namespace NTWorkstation.Persistence.Adapters;

/// <summary>Turns an event of the domain into what is stored. Thread-safe.</summary>
public interface IWriteEventAdapter
{
    /// <summary>The event, another in its place, or either in a <see cref="Tagged"/>.</summary>
    object ToJournal(object @event);
}

/// <summary>Turns what is stored into events of the domain: an event of an older version into newer ones. Thread-safe.</summary>
public interface IReadEventAdapter
{
    /// <param name="stored">As its serializer read it.</param>
    /// <param name="manifest">Under which it was stored.</param>
    EventSequence FromJournal(object stored, string manifest);
}

/// <summary>An event with what it is to be found by. Only a write adapter, or an actor, makes it; it is never stored itself.</summary>
public sealed record Tagged(object Payload, IReadOnlyList<string> Tags);

/// <summary>None, one or several events.</summary>
public readonly struct EventSequence : IEquatable<EventSequence>
{
    private readonly object? _one;
    private readonly IReadOnlyList<object>? _many;

    private EventSequence(object? one, IReadOnlyList<object>? many) => (_one, _many) = (one, many);

    public static EventSequence Empty => default;

    public int Count => _many?.Count ?? (_one is null ? 0 : 1);

    public object this[int index] => _many is not null ? _many[index] : index == 0 && _one is not null ? _one
        : throw new ArgumentOutOfRangeException(nameof(index));

    public static EventSequence Single(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return new(@event, null);
    }

    public static EventSequence Create(params IReadOnlyList<object> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(null, events);
    }

    public bool Equals(EventSequence other) => Equals(_one, other._one) && Equals(_many, other._many);

    public override bool Equals(object? obj) => obj is EventSequence other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_one, _many);

    public static bool operator ==(EventSequence left, EventSequence right) => left.Equals(right);

    public static bool operator !=(EventSequence left, EventSequence right) => !left.Equals(right);
}
