using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NTWorkstation.Contracts.Json;

/// <summary>Reads JSON within bounds and says where it breaks its contract.</summary>
internal static class BoundedJson
{
    /// <exception cref="ContractException">Too large, not JSON, or not of this type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo type, string what, int mostBytes) where T : class
    {
        if (utf8.Length > mostBytes)
            throw new ContractException(what, $"{utf8.Length.ToString(CultureInfo.InvariantCulture)} bytes", $"at most {mostBytes.ToString(CultureInfo.InvariantCulture)} bytes");
        try
        {
            RequireNoNull(utf8);
            return JsonSerializer.Deserialize(utf8, type) as T ?? throw new ContractException(what, "null", "an object");
        }
        catch (JsonException e)
        {
            throw new ContractException($"{what} {e.Path ?? "$"}", $"not readable ({e.Message})", "what this version of the program writes");
        }
        catch (NotSupportedException)
        {
            // An object that does not say which kind it is, or says so after its other members.
            throw new ContractException(what, "of no kind", "an object that begins with its kind");
        }
        catch (InvalidOperationException)
        {
            // A text with a lone surrogate is JSON by its grammar, but no string.
            throw new ContractException(what, "a text that is not valid Unicode", "valid UTF-8");
        }
    }

    // What is absent is left out: null stands nowhere, and would hide in lists, whose elements the serializer does not look at.
    private static void RequireNoNull(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("null"u8) < 0) return;
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.Null) throw new JsonException("Null is not a value here.");
    }
}
