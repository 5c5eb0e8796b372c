using System.Text;

namespace NTWorkstation.Nt.Shell;

/// <summary>Rows of text with aligned columns, two spaces apart.</summary>
internal sealed class Table(params Column[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add(cells);
    }

    public void Write(Sink sink)
    {
        var widths = new int[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            widths[c] = columns[c].Title.Length;
            foreach (var row in _rows) widths[c] = Math.Max(widths[c], row[c].Length);
        }
        if (columns.Any(c => c.Title.Length > 0)) sink.WriteLine(sink.Paint(Ink.Bold, Line([.. columns.Select(c => c.Title)], widths)));
        foreach (var row in _rows) sink.WriteLine(Line(row, widths));
    }

    private string Line(string[] cells, int[] widths)
    {
        var text = new StringBuilder();
        for (var c = 0; c < cells.Length; c++)
        {
            if (c > 0) text.Append("  ");
            text.Append(columns[c].Right ? cells[c].PadLeft(widths[c]) : cells[c].PadRight(widths[c]));
        }
        return text.ToString().TrimEnd();
    }
}

/// <param name="Title">Head of the column; with all titles empty there is no head.</param>
/// <param name="Right">Aligned right, for numbers.</param>
internal readonly record struct Column(string Title, bool Right = false);
