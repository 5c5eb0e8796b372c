using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Kernel.Serialization;
using NTWorkstation.Session.State;

namespace NTWorkstation.Session.Journal;

/// <summary>A session's events and snapshots as they stand in a journal. Thread-safe.</summary>
public sealed class SessionSerializer : ISerializer
{
    /// <summary>In every row that was ever written: never changed.</summary>
    public const int Id = 101;

    public int Identifier => Id;

    /// <summary>A registry that holds nothing else.</summary>
    public static SerializerRegistry Registry()
    {
        var serializer = new SessionSerializer();
        return new SerializerRegistry([serializer], [(typeof(SessionEvent), serializer), (typeof(SessionState), serializer)]);
    }

    public string Manifest(object value) => value switch
    {
        SessionEvent e => SessionEventJson.ManifestOf(e),
        SessionState => SessionSnapshotJson.Manifest,
        _ => throw Unknown(value),
    };

    public byte[] ToBinary(object value) => value switch
    {
        SessionEvent e => SessionEventJson.Write(e),
        SessionState state => Snapshots.Write(state),
        _ => throw Unknown(value),
    };

    public object FromBinary(ReadOnlySpan<byte> bytes, string manifest)
    {
        try
        {
            return manifest == SessionSnapshotJson.Manifest ? Snapshots.Read(manifest, bytes) : SessionEventJson.Read(manifest, bytes);
        }
        catch (Exception cause) when (cause is ContractException or CorruptSessionException)
        {
            throw new SerializationException(cause.Message, cause);
        }
    }

    private static SerializationException Unknown(object value) => new($"{value?.GetType().Name ?? "Nothing"} is no event or state of a session.");
}
