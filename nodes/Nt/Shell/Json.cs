using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NTWorkstation.Nt.Shell;

/// <summary>The one JSON document of a run with --json. Numbers that JSON cannot hold (silence is −∞ dB) become null.</summary>
internal static class Json
{
    public static void WriteTo(Sink sink, Action<Utf8JsonWriter> body)
    {
        sink.WriteLine(Text(body));
    }

    public static string Text(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <param name="decimals">Digits kept after the point.</param>
    public static void Number(this Utf8JsonWriter json, string name, double? value, int decimals = 3)
    {
        json.WritePropertyName(name);
        json.NumberValue(value, decimals);
    }

    public static void NumberValue(this Utf8JsonWriter json, double? value, int decimals = 3)
    {
        if (value is { } v && double.IsFinite(v)) json.WriteNumberValue(Math.Round((decimal)Math.Clamp(v, -1e15, 1e15), decimals));
        else json.WriteNullValue();
    }

    public static void Numbers(this Utf8JsonWriter json, string name, IEnumerable<double> values, int decimals = 3)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.NumberValue(value, decimals);
        json.WriteEndArray();
    }

    public static void Object(this Utf8JsonWriter json, string name, Action body)
    {
        json.WriteStartObject(name);
        body();
        json.WriteEndObject();
    }
}
