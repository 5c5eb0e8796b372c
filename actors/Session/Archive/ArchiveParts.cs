using System.Security.Cryptography;

namespace NTWorkstation.Session.Archive;

/// <summary>Names within an archive.</summary>
internal static class ArchiveParts
{
    public const string Index = "archive.json";
    public const string Events = "events.jsonl";
    public const string Snapshot = "snapshot.json";
    /// <summary>Of the whole text of the events.</summary>
    public const long MostEventBytes = 2L * 1024 * 1024 * 1024;
    private const string MediaFolder = "media/";

    public static string Medium(string contentHash) => MediaFolder + contentHash;

    public static bool IsKnown(string name) =>
        name is Index or Events or Snapshot || name.StartsWith(MediaFolder, StringComparison.Ordinal) && IsHash(name.AsSpan(MediaFolder.Length));

    public static bool IsHash(ReadOnlySpan<char> text)
    {
        if (text.Length != SHA256.HashSizeInBytes * 2) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }
}
