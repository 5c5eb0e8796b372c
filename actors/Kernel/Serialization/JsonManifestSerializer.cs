using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NTWorkstation.Kernel.Serialization;

/// <summary>A type with its name and version on disk or wire. Names are append-only.</summary>
/// <param name="Manifest">"track-imported:1": a name that outlives the type's, and the version of its shape.</param>
/// <param name="Type">Source-generated.</param>
public sealed record JsonManifest(string Manifest, JsonTypeInfo Type);

/// <summary>Writes types as JSON (UTF-8) by source-generated code and knows them by manifests. Several manifests may be read as one type; the last is written.</summary>
public sealed class JsonManifestSerializer : ISerializer
{
    private readonly FrozenDictionary<string, JsonTypeInfo> _read;
    private readonly FrozenDictionary<Type, JsonManifest> _write;

    /// <exception cref="ArgumentException">A manifest is named twice.</exception>
    public JsonManifestSerializer(int identifier, params IReadOnlyList<JsonManifest> manifests)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        Identifier = identifier;
        if (manifests.GroupBy(m => m.Manifest).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"The manifest \"{twice.Key}\" is named twice.", nameof(manifests));
        _read = manifests.ToFrozenDictionary(m => m.Manifest, m => m.Type);
        _write = manifests.GroupBy(m => m.Type.Type).ToFrozenDictionary(g => g.Key, g => g.Last());
    }

    public int Identifier { get; }

    /// <summary>What can be read.</summary>
    public IReadOnlyCollection<string> Manifests => _read.Keys;

    public IReadOnlyCollection<Type> Types => _write.Keys;

    public string Manifest(object value) => Written(value).Manifest;

    public byte[] ToBinary(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Written(value).Type);

    public object FromBinary(ReadOnlySpan<byte> bytes, string manifest)
    {
        if (!_read.TryGetValue(manifest, out var type))
            throw new SerializationException($"The manifest \"{manifest}\" is unknown: what was written with it needs a newer version.");
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new SerializationException($"\"{manifest}\" holds null.");
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new SerializationException($"\"{manifest}\" cannot be read: {cause.Message}", cause);
        }
    }

    private JsonManifest Written(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _write.TryGetValue(value.GetType(), out var known) ? known
            : throw new SerializationException($"{value.GetType().Name} has no manifest: what is to be stored must be registered with one.");
    }
}
