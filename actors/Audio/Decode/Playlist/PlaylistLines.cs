using System.Text;

namespace NTWorkstation.Audio.Decode.Playlist;

/// <summary>The lines of a playlist of text: UTF-8 (or UTF-16 with a mark), and where the bytes are none, Latin-1, as old programs wrote.</summary>
internal sealed class PlaylistLines
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly string[] _lines;
    private readonly string _folder;

    private PlaylistLines(string[] lines, string name) => (_lines, Name, _folder) = (lines, name, PlaylistAddress.FolderOf(name));

    public string Name { get; }

    /// <summary>Number from 1, and text without white space around it.</summary>
    public IEnumerable<(int Number, string Text)> All()
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            var text = _lines[i].Trim();
            if (text.Length > PlaylistDocument.MostCharacters) throw Error(MediaFault.Limit, i + 1, $"the line has {text.Length} characters; at most {PlaylistDocument.MostCharacters} are read.");
            if (text.Contains('\0')) throw Error(MediaFault.Malformed, i + 1, "the line holds a NUL character; is it a playlist?");
            yield return (i + 1, text);
        }
    }

    public static PlaylistLines Of(ReadOnlySpan<byte> bytes, bool isUtf8, string name)
    {
        string text;
        ReadOnlySpan<byte> littleEndian = [0xFF, 0xFE], bigEndian = [0xFE, 0xFF], utf8 = [0xEF, 0xBB, 0xBF];
        if (bytes.StartsWith(littleEndian)) text = Encoding.Unicode.GetString(bytes[2..]);
        else if (bytes.StartsWith(bigEndian)) text = Encoding.BigEndianUnicode.GetString(bytes[2..]);
        else
        {
            if (bytes.StartsWith(utf8))
            {
                bytes = bytes[utf8.Length..];
                isUtf8 = true;
            }
            try
            {
                text = Strict.GetString(bytes);
            }
            catch (DecoderFallbackException) when (!isUtf8)
            {
                text = Encoding.Latin1.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                // It says that it is UTF-8: what is broken in it stays visible.
                text = Encoding.UTF8.GetString(bytes);
            }
        }
        return new(text.ReplaceLineEndings("\n").Split('\n'), name);
    }

    /// <summary>An address in the playlist.</summary>
    public SourceAddress Address(string text, int line) => PlaylistAddress.Of(text, _folder, what => Error(MediaFault.Unsupported, line, what));

    public PlaylistException Error(MediaFault fault, int line, string what) => new(fault, Name, line, what);
}

/// <summary>What a playlist may name: files, streams and test signals. Other sources are this machine's own and not a document's to open.</summary>
internal static class PlaylistAddress
{
    /// <summary>What relative names are of: the folder of a file, the address itself of a playlist on a server.</summary>
    public static string FolderOf(string name) => IsOnServer(name) ? name : Path.GetDirectoryName(name) ?? "";

    private static bool IsOnServer(string name) =>
        name.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static SourceAddress Of(string text, string folder, Func<string, PlaylistException> error)
    {
        SourceAddress address;
        try
        {
            address = SourceAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw error(e.Message);
        }
        if (address.Scheme is SourceAddress.StandardInput or SourceAddress.Memory) throw error($"a playlist may not name {address.Scheme}: sources.");
        if (!address.IsFile) return address;
        if (IsOnServer(folder))
        {
            // Whoever writes a server's playlist has no say over this machine's files.
            if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) throw error("a playlist of a server may not name files of this machine.");
            return Uri.TryCreate(new Uri(folder), text.Replace('\\', '/'), out var uri) && uri.Scheme is "http" or "https"
                ? SourceAddress.Parse(uri.AbsoluteUri) : throw error($"'{text}' is no address of something on a server.");
        }
        var path = address.Rest;
        // Names written on Windows; a backslash in a name of this machine is so rare that a playlist does not mean it.
        if (Path.DirectorySeparatorChar == '/') path = path.Replace('\\', '/');
        return SourceAddress.OfFile(Path.IsPathRooted(path) || folder.Length == 0 ? path : Path.Combine(folder, path));
    }
}
