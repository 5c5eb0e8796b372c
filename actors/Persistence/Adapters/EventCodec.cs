using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Persistence.Journal;
using NTWorkstation.Persistence.Recovery;

namespace NTWorkstation.Persistence.Adapters;

/// <summary>Events of the domain to entries of the journal and back: adapter, then serializer, and the other way round. Thread-safe.</summary>
public sealed class EventCodec
{
    private readonly SerializerRegistry _serialization;
    private readonly EventAdapters _adapters;

    internal EventCodec(SerializerRegistry serialization, EventAdapters adapters) => (_serialization, _adapters) = (serialization, adapters);

    /// <exception cref="SerializationException">No serializer writes what the adapter gave.</exception>
    public NewEntry Encode(object @event, long sequenceNr, DateTimeOffset timestamp)
    {
        ArgumentNullException.ThrowIfNull(@event);
        IReadOnlyList<string> tags = [];
        if (@event is Tagged own) (@event, tags) = (own.Payload, own.Tags);
        var stored = _adapters.ToJournal(@event);
        if (stored is Tagged tagged) (stored, tags) = (tagged.Payload, tags.Count == 0 ? tagged.Tags : [.. tags.Union(tagged.Tags)]);
        var value = _serialization.Serialize(stored);
        return new NewEntry(sequenceNr, timestamp, value.Bytes, value.SerializerId, value.Manifest) { Tags = tags };
    }

    /// <summary>Adds the events that an entry stands for to a list: none, one or several.</summary>
    /// <exception cref="UnreadableEventException">No serializer or adapter can read it.</exception>
    public void Decode(JournalEntry entry, List<object> events)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(events);
        try
        {
            var stored = _serialization.Deserialize(entry.SerializerId, entry.Manifest, entry.Payload.Span);
            _adapters.FromJournal(stored, entry.Manifest, events);
        }
        // Serializers and adapters are the user's: whatever they throw means that this event cannot be read.
        catch (Exception cause)
        {
            throw new UnreadableEventException(entry.PersistenceId, entry.SequenceNr, entry.Manifest, cause);
        }
    }
}
