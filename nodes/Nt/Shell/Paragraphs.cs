namespace NTWorkstation.Nt.Shell;

/// <summary>Text wrapped to the width of the sink, by itself or beside a word that it explains.</summary>
internal static class Paragraphs
{
    private const int Widest = 110, Narrowest = 24;

    /// <param name="indent">Columns left free ahead of every line.</param>
    public static void Write(Sink sink, string text, int indent)
    {
        sink.Write(new string(' ', indent));
        Wrap(sink, text, indent);
    }

    /// <param name="label">May hold escape sequences.</param>
    /// <param name="labelLength">Columns that it takes.</param>
    /// <param name="column">Where the text begins.</param>
    public static void Write(Sink sink, string label, int labelLength, string text, int column)
    {
        sink.Write(label + new string(' ', Math.Max(1, column - labelLength)));
        Wrap(sink, text, column);
    }

    private static void Wrap(Sink sink, string text, int column)
    {
        var room = Math.Max(Narrowest, Math.Min(sink.Width, Widest) - column);
        var used = 0;
        foreach (var word in text.Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > room)
            {
                sink.WriteLine();
                sink.Write(new string(' ', column));
                used = 0;
            }
            if (used > 0) sink.Write(" ");
            sink.Write(word);
            used += word.Length + (used > 0 ? 1 : 0);
        }
        sink.WriteLine();
    }
}
