using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>What a session answers to a command. An answer says what is durable: nothing is acknowledged before it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(CommandApplied), "applied")]
[JsonDerivedType(typeof(CommandRefused), "refused")]
[JsonDerivedType(typeof(CommandFailed), "failed")]
[JsonDerivedType(typeof(SessionClosing), "closing")]
public abstract record SessionReply;

/// <param name="Sequence">Of the session's last event now.</param>
/// <param name="Events">What the command came to; none where all was as it wanted already.</param>
public sealed record CommandApplied(long Sequence, IReadOnlyList<KeptEvent> Events) : SessionReply;

/// <summary>The command does not go with the session's state, which is as it was.</summary>
/// <param name="Code">A word that programs may decide by: "NoSuchTrack".</param>
/// <param name="Where">The track, processor or parameter it is about.</param>
public sealed record CommandRefused(string Code, string What, string Where, string Advice) : SessionReply;

/// <summary>It could not be kept. Unless the text says otherwise nothing of it was.</summary>
/// <param name="IsTransient">The same command may succeed later.</param>
public sealed record CommandFailed(string What, bool IsTransient) : SessionReply;

/// <summary>The owner is about to end and takes no more commands: ask again, of the next one.</summary>
public sealed record SessionClosing : SessionReply;

/// <summary>An event as it stands in the journal.</summary>
/// <param name="Event">The payload, as <see cref="SessionEventJson"/> reads it.</param>
public sealed record KeptEvent(long Sequence, DateTimeOffset At, string Manifest, JsonElement Event)
{
    public static KeptEvent Of(RecordedEvent recorded)
    {
        using var document = JsonDocument.Parse(SessionEventJson.Write(recorded.Event));
        return new(recorded.Sequence, recorded.At, SessionEventJson.ManifestOf(recorded.Event), document.RootElement.Clone());
    }

    /// <exception cref="ContractException">It is no event that this version knows.</exception>
    public RecordedEvent Read() => new(Sequence, At, SessionEventJson.Read(Manifest, JsonSerializer.SerializeToUtf8Bytes(Event, SessionJsonContext.Default.JsonElement)));
}

/// <summary>Replies as they cross the control socket.</summary>
public static class SessionReplyJson
{
    public const int MostBytes = 32 * 1024 * 1024;

    public static byte[] Write(SessionReply reply) => JsonSerializer.SerializeToUtf8Bytes(reply, SessionJsonContext.Default.SessionReply);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static SessionReply Read(ReadOnlySpan<byte> utf8) => BoundedJson.Read<SessionReply>(utf8, SessionJsonContext.Default.SessionReply, "reply", MostBytes);
}
