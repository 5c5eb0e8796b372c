using System.Buffers;
using System.Text;
using System.Text.Json;
using NTWorkstation.Audio.Chain;

namespace NTWorkstation.Contracts.Json;

/// <summary>Writes values by their definitions, numbers so that they read back exactly.</summary>
internal static class ExactWriter
{
    public static string Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <param name="exponent">What stands in the document is value × 10^exponent.</param>
    public static void Number(this Utf8JsonWriter writer, ParameterDefinition definition, double value, int exponent = 0)
    {
        if (!double.IsFinite(value)) throw new ContractException(definition.Name, value.ToString(System.Globalization.CultureInfo.InvariantCulture), definition.Allowed);
        writer.WritePropertyName(definition.Name);
        writer.WriteRawValue(ScaledNumber.Write(value, exponent));
    }

    public static void Numbers(this Utf8JsonWriter writer, ParameterDefinition definition, IEnumerable<double> values)
    {
        writer.WriteStartArray(definition.Name);
        foreach (var value in values)
        {
            if (!double.IsFinite(value)) throw new ContractException(definition.Name, value.ToString(System.Globalization.CultureInfo.InvariantCulture), definition.Allowed);
            writer.WriteRawValue(ScaledNumber.Write(value, 0));
        }
        writer.WriteEndArray();
    }

    public static void Choice(this Utf8JsonWriter writer, ParameterDefinition definition, int index) =>
        writer.WriteString(definition.Name, definition.Choices[index]);
}
