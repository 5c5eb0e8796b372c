using System.Globalization;
using System.Text;

namespace NTWorkstation.Nt.Shell;

/// <summary>How many columns of a terminal a text takes: characters of East Asia and pictures take two, marks on another character none.</summary>
internal static class Cells
{
    // Wide and Fullwidth of Unicode's EastAsianWidth.txt, by blocks.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Of a text with or without colours.</summary>
    public static int Width(string text)
    {
        var width = 0;
        for (var at = 0; at < text.Length;) width += Next(text, ref at, out _);
        return width;
    }

    /// <summary>As much of it as fits, with "…" where something is left out; colours are kept, and ended.</summary>
    public static string Fit(string text, int columns)
    {
        if (columns <= 0) return "";
        if (Width(text) <= columns) return text;
        var fitting = new StringBuilder(text.Length);
        var (width, isCut) = (0, false);
        for (var at = 0; at < text.Length;)
        {
            var from = at;
            var next = Next(text, ref at, out var isEscape);
            if (!isEscape && !isCut && width + next > columns - 1)
            {
                fitting.Append('…');
                isCut = true;
            }
            if (isCut && !isEscape) continue;
            width += next;
            fitting.Append(text, from, at - from);
        }
        return fitting.ToString();
    }

    private static int Next(string text, ref int at, out bool isEscape)
    {
        isEscape = text[at] == '\e';
        if (isEscape)
        {
            // A colour: up to its letter.
            for (at++; at < text.Length && !char.IsAsciiLetter(text[at]); at++) { }
            at = Math.Min(at + 1, text.Length);
            return 0;
        }
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var taken) != System.Buffers.OperationStatus.Done) taken = Math.Max(1, taken);
        at += taken;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) return 0;
        return Array.Exists(Wide, w => rune.Value >= w.First && rune.Value <= w.Last) ? 2 : 1;
    }
}
