using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NTWorkstation.Contracts.Chains;

/// <summary>The place of a parameter in its processor, as documents and their errors name it: "ratio", "bands[2].gain_db". Bands count from 0.</summary>
/// <param name="Band">Null for a parameter of the whole processor.</param>
/// <param name="Name">Empty for a band as a whole ("bands[2]").</param>
[JsonConverter(typeof(ParameterPathConverter))]
public readonly record struct ParameterPath(int? Band, string Name)
{
    /// <summary>Greater than the number of any processor's bands.</summary>
    private const int MostBand = 999;
    private const string Bands = "bands[";

    public static bool TryParse(string text, out ParameterPath path)
    {
        path = default;
        if (!text.StartsWith(Bands, StringComparison.Ordinal))
        {
            path = new(null, text);
            return IsName(text);
        }
        var end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(text.AsSpan(Bands.Length, end - Bands.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var band) || band > MostBand) return false;
        if (end == text.Length - 1)
        {
            path = new(band, "");
            return true;
        }
        path = new(band, text[(end + 1)..].TrimStart('.'));
        return text[end + 1] == '.' && IsName(path.Name);
    }

    public override string ToString() =>
        Band is not { } band ? Name : string.Create(CultureInfo.InvariantCulture, $"{Bands}{band}]{(Name.Length > 0 ? "." : "")}{Name}");

    private static bool IsName(string text) => text.Length is > 0 and <= 64 && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_');
}

public sealed class ParameterPathConverter : JsonConverter<ParameterPath>
{
    public override ParameterPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ParameterPath.TryParse(reader.GetString()!, out var path)
            ? path
            : throw new JsonException("A parameter is named as in \"ratio\" or \"bands[2].gain_db\".");

    public override void Write(Utf8JsonWriter writer, ParameterPath value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
