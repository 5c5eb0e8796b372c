using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Transport;

/// <summary>Commands, replies and events of a transport as they are sent between processes.</summary>
public static class TransportJson
{
    public const int MostBytes = 16 * 1024 * 1024;

    public static byte[] Write(TransportCommand command) => JsonSerializer.SerializeToUtf8Bytes(command, TransportJsonContext.Default.TransportCommand);

    public static byte[] Write(TransportReply reply) => JsonSerializer.SerializeToUtf8Bytes(reply, TransportJsonContext.Default.TransportReply);

    public static byte[] Write(TransportEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, TransportJsonContext.Default.TransportEvent);

    public static byte[] Write(PlayState state) => JsonSerializer.SerializeToUtf8Bytes(state, TransportJsonContext.Default.PlayState);

    public static byte[] Write(PlayPlace place) => JsonSerializer.SerializeToUtf8Bytes(place, TransportJsonContext.Default.PlayPlace);

    /// <exception cref="ContractException">It does not keep the contract, or is of another version.</exception>
    public static PlayState ReadState(ReadOnlySpan<byte> utf8)
    {
        var state = BoundedJson.Read<PlayState>(utf8, TransportJsonContext.Default.PlayState, "state", MostBytes);
        if (state.WrittenBy != PlayState.Version) throw new ContractException("state $.version", $"{state.WrittenBy}", $"{PlayState.Version}");
        if (state.Order is { } order && !order.Order().SequenceEqual(Enumerable.Range(0, state.Queue.Count))) throw new ContractException("state $.order", "no order of the queue", "each of its places once");
        return state;
    }

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static PlayPlace ReadPlace(ReadOnlySpan<byte> utf8) => BoundedJson.Read<PlayPlace>(utf8, TransportJsonContext.Default.PlayPlace, "place", MostBytes);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static TransportCommand ReadCommand(ReadOnlySpan<byte> utf8) =>
        BoundedJson.Read<TransportCommand>(utf8, TransportJsonContext.Default.TransportCommand, "command", MostBytes);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static TransportReply ReadReply(ReadOnlySpan<byte> utf8) =>
        BoundedJson.Read<TransportReply>(utf8, TransportJsonContext.Default.TransportReply, "reply", MostBytes);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static TransportEvent ReadEvent(ReadOnlySpan<byte> utf8) =>
        BoundedJson.Read<TransportEvent>(utf8, TransportJsonContext.Default.TransportEvent, "event", MostBytes);
}

internal sealed class EntryIdConverter : JsonConverter<EntryId>
{
    public override EntryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt64() is > 0 and var value ? new(value) : throw new JsonException("The id of an entry is 1 or more.");
    public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>Strict, in snake case, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    MaxDepth = 12,
    Converters = [typeof(SampleRateConverter), typeof(SecondsConverter), typeof(DecibelsConverter), typeof(WordConverter<TransportState>), typeof(WordConverter<LoopMode>), typeof(WordConverter<ChainEdit>)])]
[JsonSerializable(typeof(TransportCommand))]
[JsonSerializable(typeof(TransportReply))]
[JsonSerializable(typeof(TransportEvent))]
[JsonSerializable(typeof(PlayState))]
[JsonSerializable(typeof(PlayPlace))]
internal sealed partial class TransportJsonContext : JsonSerializerContext;
