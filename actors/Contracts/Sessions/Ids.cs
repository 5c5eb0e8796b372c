using System.Text.Json;
using System.Text.Json.Serialization;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>A session; never used for another one.</summary>
[JsonConverter(typeof(SessionIdConverter))]
public readonly record struct SessionId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A track of a session; never used for another track of it.</summary>
[JsonConverter(typeof(TrackIdConverter))]
public readonly record struct TrackId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One processor in a session, so that two equalisers can be told apart; never used for another one of it.</summary>
[JsonConverter(typeof(InstanceIdConverter))]
public readonly record struct InstanceId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What an id may look like: 1 to 64 of a–z, 0–9 and "-".</summary>
public static class IdText
{
    public const int MostLength = 64;

    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MostLength } && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    internal static string Read(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && IsValid(text)
            ? text
            : throw new JsonException("An id is 1 to 64 of a–z, 0–9 and \"-\".");
}

public sealed class SessionIdConverter : JsonConverter<SessionId>
{
    public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(IdText.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

public sealed class TrackIdConverter : JsonConverter<TrackId>
{
    public override TrackId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(IdText.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, TrackId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

public sealed class InstanceIdConverter : JsonConverter<InstanceId>
{
    public override InstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(IdText.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
