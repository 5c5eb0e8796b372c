namespace NTWorkstation.Nt.Shell;

/// <summary>A word with the text that explains it beside it, wrapped to the width of the sink.</summary>
internal static class Paragraphs
{
    private const int Widest = 110, Narrowest = 24;

    /// <param name="label">May hold escape sequences.</param>
    /// <param name="labelLength">Columns that it takes.</param>
    /// <param name="column">Where the text begins.</param>
    public static void Write(Sink sink, string label, int labelLength, string text, int column)
    {
        sink.Write(label + new string(' ', Math.Max(1, column - labelLength)));
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
