using System.Globalization;
using System.Text.Json;

namespace NTWorkstation.Contracts.Json;

/// <summary>Opens a document within bounds.</summary>
internal static class StrictDocument
{
    public const int MostBytes = 4 * 1024 * 1024;
    private const int MostDepth = 16;

    /// <exception cref="ContractException">Too large, too deep, or not JSON.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read)
    {
        if (utf8.Length > MostBytes)
            throw new ContractException("$", $"{utf8.Length.ToString(CultureInfo.InvariantCulture)} bytes", $"at most {MostBytes.ToString(CultureInfo.InvariantCulture)} bytes");
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MostDepth });
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            var where = $"line {((e.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture)}, byte {(e.BytePositionInLine ?? 0).ToString(CultureInfo.InvariantCulture)}";
            throw new ContractException("$", $"not readable at {where}", $"a JSON object at most {MostDepth} levels deep");
        }
        catch (InvalidOperationException)
        {
            // A text with a lone surrogate is JSON by its grammar, but no string.
            throw new ContractException("$", "a text that is not valid Unicode", "valid UTF-8");
        }
    }
}
