using System.Text;

namespace NTWorkstation.Studio.Decode.Http;

/// <summary>
/// Takes a radio stream's metadata out from between its sound: after every so many bytes of sound (icy-metaint) a byte that counts blocks of
/// 16, and so many of text. However the stream is cut into pieces, the sound comes out byte for byte. A block is at most 4080 bytes.
/// </summary>
internal sealed class IcyMetadata
{
    private const int MostTitle = 1000;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly int _interval;
    private readonly byte[] _block = new byte[255 * 16];
    private int _sound;      // bytes until the next count
    private int _blockBytes; // of the block that is being read; -1: its count is next
    private int _blockRead;

    /// <param name="interval">Bytes of sound between the blocks, 1 or more.</param>
    public IcyMetadata(int interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        (_interval, _sound) = (interval, interval);
    }

    /// <summary>Leaves the sound at the beginning of the piece.</summary>
    /// <param name="piece">The next bytes of the stream.</param>
    /// <param name="title">Hears titles, with how many bytes of the sound of this piece stand before them.</param>
    /// <returns>Bytes of sound.</returns>
    public int Strip(Span<byte> piece, Action<int, string> title)
    {
        var (from, to) = (0, 0);
        while (from < piece.Length)
        {
            if (_sound > 0)
            {
                var run = Math.Min(_sound, piece.Length - from);
                if (to != from) piece.Slice(from, run).CopyTo(piece[to..]);
                (from, to, _sound) = (from + run, to + run, _sound - run);
                if (_sound == 0) _blockBytes = -1;
                continue;
            }
            if (_blockBytes < 0)
            {
                _blockBytes = piece[from++] * 16;
                _blockRead = 0;
            }
            var rest = Math.Min(_blockBytes - _blockRead, piece.Length - from);
            piece.Slice(from, rest).CopyTo(_block.AsSpan(_blockRead));
            (from, _blockRead) = (from + rest, _blockRead + rest);
            if (_blockRead < _blockBytes) continue;
            if (TitleOf(_block.AsSpan(0, _blockBytes)) is { } found) title(to, found);
            _sound = _interval;
        }
        return to;
    }

    /// <summary>StreamTitle='…'; of a block, for one line of text; null: it has none.</summary>
    private static string? TitleOf(ReadOnlySpan<byte> block)
    {
        var end = block.IndexOf((byte)0);
        if (end >= 0) block = block[..end];
        string text;
        try
        {
            text = Strict.GetString(block);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(block);
        }
        const string Key = "StreamTitle='";
        var at = text.IndexOf(Key, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        text = text[(at + Key.Length)..];
        // An apostrophe is not escaped: the value ends ahead of the next key, or of the last quotation mark.
        var close = text.IndexOf("';Stream", StringComparison.OrdinalIgnoreCase);
        if (close < 0) close = text.LastIndexOf("';", StringComparison.Ordinal);
        if (close < 0) close = text.LastIndexOf('\'');
        if (close >= 0) text = text[..close];
        return Line(text);
    }

    /// <summary>Text of a server for one line: no control characters, bounded.</summary>
    public static string Line(string text)
    {
        if (text.Length > MostTitle) text = text[..MostTitle];
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }
}
