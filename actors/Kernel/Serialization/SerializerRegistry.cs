using System.Collections.Frozen;

namespace NTWorkstation.Kernel.Serialization;

/// <summary>Which serializer writes which type, and which one reads what was written under an identifier. Immutable, thread-safe.</summary>
public sealed class SerializerRegistry
{
    private readonly FrozenDictionary<int, ISerializer> _byId;
    private readonly (Type Type, ISerializer Serializer)[] _bindings;

    public SerializerRegistry()
        : this([], [])
    {
    }

    /// <param name="bindings">A type, or a base type or interface of it, with the serializer that writes it; the first that fits is taken.</param>
    /// <exception cref="ArgumentException">Two serializers have one identifier, or a binding names one that is not among them.</exception>
    public SerializerRegistry(IReadOnlyList<ISerializer> serializers, IReadOnlyList<(Type Type, ISerializer Serializer)> bindings)
    {
        ArgumentNullException.ThrowIfNull(serializers);
        ArgumentNullException.ThrowIfNull(bindings);
        if (serializers.GroupBy(s => s.Identifier).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two serializers have the identifier {twice.Key}.", nameof(serializers));
        if (bindings.FirstOrDefault(b => !serializers.Contains(b.Serializer)) is { Type: { } type })
            throw new ArgumentException($"{type.Name} is bound to a serializer that is not in the registry.", nameof(bindings));
        _byId = serializers.ToFrozenDictionary(s => s.Identifier);
        _bindings = [.. bindings];
    }

    /// <summary>A registry in which each serializer writes the types it has manifests for.</summary>
    public static SerializerRegistry Of(params IReadOnlyList<JsonManifestSerializer> serializers)
    {
        ArgumentNullException.ThrowIfNull(serializers);
        return new([.. serializers], [.. serializers.SelectMany(s => s.Types.Select(t => (t, (ISerializer)s)))]);
    }

    /// <exception cref="SerializationException">No serializer writes this type.</exception>
    public SerializedValue Serialize(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (var (type, serializer) in _bindings)
            if (type.IsInstanceOfType(value)) return new SerializedValue(serializer.Identifier, serializer.Manifest(value), serializer.ToBinary(value));
        throw new SerializationException($"{value.GetType().Name} is bound to no serializer.");
    }

    /// <exception cref="SerializationException">The identifier or the manifest is unknown, or the bytes are not what it says.</exception>
    public object Deserialize(int serializerId, string manifest, ReadOnlySpan<byte> bytes) =>
        _byId.TryGetValue(serializerId, out var serializer) ? serializer.FromBinary(bytes, manifest)
            : throw new SerializationException($"No serializer has the identifier {serializerId} that \"{manifest}\" was written with.");
}
