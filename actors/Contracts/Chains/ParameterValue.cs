using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Chains;

/// <summary>
/// A parameter's value as it stands in a document, in the unit of its definition. Numbers are kept as their text: a value that was
/// measured comes back bit for bit, whatever the unit of its document. A parameter that is absent is null.
/// </summary>
[JsonConverter(typeof(ParameterValueConverter))]
public abstract record ParameterValue
{
    /// <summary>Longest text of a number.</summary>
    public const int MostDigits = 40;
}

/// <param name="Token">A JSON number: "-3.5".</param>
public sealed record NumberValue(string Token) : ParameterValue
{
    public static NumberValue Of(double value) => new(ScaledNumber.Write(value, 0));

    public double Value => ScaledNumber.Read(Token, 0);
}

/// <summary>A text, or the word of a choice.</summary>
public sealed record TextValue(string Text) : ParameterValue;

/// <param name="Tokens">JSON numbers.</param>
public sealed record NumbersValue(IReadOnlyList<string> Tokens) : ParameterValue
{
    public bool Equals(NumbersValue? other) => other is not null && Tokens.SequenceEqual(other.Tokens);

    public override int GetHashCode() => Tokens.Aggregate(Tokens.Count, HashCode.Combine);
}

/// <summary>A number, a text or a list of numbers.</summary>
public sealed class ParameterValueConverter : JsonConverter<ParameterValue>
{
    private const int MostNumbers = 4096;

    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return new NumberValue(Token(ref reader));
            case JsonTokenType.String:
                return new TextValue(reader.GetString()!);
            case JsonTokenType.StartArray:
                var tokens = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType != JsonTokenType.Number || tokens.Count == MostNumbers) throw new JsonException("A list of at most 4096 numbers is allowed.");
                    tokens.Add(Token(ref reader));
                }
                return new NumbersValue([.. tokens]);
            default:
                throw new JsonException("A value is a number, a text or a list of numbers.");
        }
    }

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options) => Write(writer, value);

    internal static void Write(Utf8JsonWriter writer, ParameterValue value)
    {
        switch (value)
        {
            case NumberValue number:
                writer.WriteRawValue(number.Token);
                break;
            case TextValue text:
                writer.WriteStringValue(text.Text);
                break;
            case NumbersValue numbers:
                writer.WriteStartArray();
                foreach (var token in numbers.Tokens) writer.WriteRawValue(token);
                writer.WriteEndArray();
                break;
        }
    }

    private static string Token(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length > ParameterValue.MostDigits) throw new JsonException("A number has at most 40 characters.");
        return System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
    }
}
