namespace NTWorkstation.Audio.Decode;

/// <summary>
/// Where a sound comes from, as text: a file's name or "scheme:rest", such as tone:sine?hz=997, memory:NAME, stdin:,
/// capture:app:NAME, https://host/stream.
/// A text that begins with no scheme of the table is a file's name, whatever colons it holds.
/// </summary>
public sealed record SourceAddress
{
    public const string File = "file";
    public const string Tone = "tone";
    public const string Memory = "memory";
    public const string StandardInput = "stdin";
    public const string Capture = "capture";
    public const string Http = "http";
    public const string Https = "https";

    /// <summary>Longest text of an address.</summary>
    public const int MostCharacters = 8192;

    private static readonly string[] Schemes = [File, Tone, Memory, StandardInput, Capture, Http, Https];

    private SourceAddress(string scheme, string rest) => (Scheme, Rest) = (scheme, rest);

    public string Scheme { get; }

    /// <summary>What stands behind the scheme; of a file its path.</summary>
    public string Rest { get; }

    public bool IsFile => Scheme == File;

    public static SourceAddress OfFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(File, path);
    }

    public static SourceAddress Of(string scheme, string rest) => new(scheme, rest);

    /// <summary>"-" is standard input, as is usual; file: takes a URI (file:///a%20b.flac).</summary>
    /// <exception cref="FormatException">Empty, too long, holds a NUL, a scheme with :// that is not known, or a URI of a file elsewhere.</exception>
    public static SourceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MostCharacters) throw new FormatException($"An address has 1 to {MostCharacters} characters; this one has {text.Length}.");
        if (text.Contains('\0')) throw new FormatException("The address holds a NUL character.");
        if (text == "-") return new(StandardInput, "");
        var colon = text.IndexOf(':');
        if (colon < 2) return new(File, text); // one letter is a drive
        var scheme = text[..colon].ToLowerInvariant();
        var isUri = text.AsSpan(colon).StartsWith("://");
        if (!Schemes.Contains(scheme))
        {
            return isUri && scheme.All(char.IsAsciiLetterOrDigit)
                ? throw new FormatException($"'{scheme}:' is no kind of source that is known; there are {string.Join(", ", Schemes.Select(s => s + ":"))}.")
                : new(File, text);
        }
        // An ordinary name may begin with such a word ("Tone: a study.flac"); what is meant as a scheme has no space behind it.
        if (!isUri && text.Length > colon + 1 && text[colon + 1] == ' ') return new(File, text);
        if (scheme is "http" or "https" && !isUri) return new(File, text);
        return scheme == File ? new(File, PathOf(text)) : new(scheme, text[(colon + 1)..]);
    }

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString()
    {
        if (Scheme != File) return $"{Scheme}:{Rest}";
        try
        {
            return Parse(Rest) is { Scheme: File } same && same.Rest == Rest ? Rest : "./" + Rest;
        }
        catch (FormatException)
        {
            return "./" + Rest;
        }
    }

    private static string PathOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !uri.IsFile)
            throw new FormatException($"'{text}' is no URI of a file; one looks like file:///music/a%20song.flac.");
        if (uri.Host.Length > 0 && !uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"'{text}' names a file on the host {uri.Host}; only files of this machine are opened.");
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        return path.Contains('\0') ? throw new FormatException("The address holds a NUL character.") : path;
    }
}
