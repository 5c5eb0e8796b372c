using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Contracts.Json;

// A unit stands in JSON as its bare number; the name of the member carries the unit where it is not plain.

internal sealed class FrameCountConverter : JsonConverter<FrameCount>
{
    public override FrameCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt64() is >= 0 and var value ? new(value) : throw new JsonException("A number of frames is not negative.");
    public override void Write(Utf8JsonWriter writer, FrameCount value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class SampleRateConverter : JsonConverter<SampleRate>
{
    public override SampleRate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is >= 1000 and <= 1_600_000 and var value ? new(value) : throw new JsonException("A sample rate is from 1000 to 1600000 Hz.");
    public override void Write(Utf8JsonWriter writer, SampleRate value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Hz);
}

/// <summary>Of a device, which may take the bits of DSD: their rate in a channel.</summary>
internal sealed class DeviceRateConverter : JsonConverter<SampleRate>
{
    public override SampleRate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is >= 1000 and <= 100_000_000 and var value ? new(value) : throw new JsonException("The rate of a device is from 1000 to 100000000 Hz.");
    public override void Write(Utf8JsonWriter writer, SampleRate value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Hz);
}

internal sealed class SecondsConverter : JsonConverter<Seconds>
{
    public override Seconds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Finite.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, Seconds value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class DecibelsConverter : JsonConverter<Decibels>
{
    public override Decibels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Finite.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, Decibels value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class LufsConverter : JsonConverter<Lufs>
{
    public override Lufs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Finite.Read(ref reader));
    public override void Write(Utf8JsonWriter writer, Lufs value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>An enumeration as its word, never as a number.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(null, allowIntegerValues: false) where T : struct, Enum;

internal static class Finite
{
    public static double Read(ref Utf8JsonReader reader) =>
        reader.GetDouble() is var value && double.IsFinite(value) ? value : throw new JsonException("The number is out of every range.");
}
