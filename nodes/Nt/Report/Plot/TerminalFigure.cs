using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report.Plot;

/// <summary>Draws a figure with the dots of Braille characters: two across and four down in every place.</summary>
internal static class TerminalFigure
{
    private const int Rows = 13, Margin = 8, Widest = 100, Narrowest = 20;
    // Dots of a Braille character by column and row (Unicode 2800).
    private static readonly byte[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    public static void Write(Sink sink, Figure figure)
    {
        var columns = Math.Clamp(sink.Width, Narrowest + Margin, Widest) - Margin;
        sink.WriteLine(sink.Paint(Ink.Bold, $"{figure.Title} — {figure.Y.Title}"));
        var cells = new byte[Rows, columns];
        var inks = new Ink[Rows, columns];
        for (var i = 0; i < figure.Curves.Count; i++) Draw(figure, figure.Curves[i], InkOf(i), cells, inks);
        var labels = figure.Y.Ticks.Where(t => !t.Minor).Select(t => (Row: RowOf(figure.Y, t.Value), t)).Where(l => l.Row is >= 0 and < Rows).ToArray();
        for (var row = 0; row < Rows; row++)
        {
            var tick = labels.FirstOrDefault(l => l.Row == row);
            var marked = labels.Any(l => l.Row == row);
            sink.Write((marked ? tick.t.Label : "").PadLeft(Margin - 2) + (marked ? " ┤" : " │"));
            for (var column = 0; column < columns; column++)
            {
                var dots = cells[row, column];
                sink.Write(dots == 0 ? marked && column % 4 == 2 ? sink.Paint(Ink.Dim, "·") : " " : sink.Paint(inks[row, column], ((char)(0x2800 + dots)).ToString()));
            }
            sink.WriteLine();
        }
        Foot(sink, figure.X, columns);
        var named = figure.Curves.Select((c, i) => (c, i)).Where(c => c.c.InLegend).ToArray();
        if (named.Length > 0) sink.WriteLine(new string(' ', Margin) + string.Join("   ", named.Select(c => $"{sink.Paint(InkOf(c.i), "⠤⠤")} {Text.Printable(c.c.Name)}")));
    }

    private static void Draw(Figure figure, Curve curve, Ink ink, byte[,] cells, Ink[,] inks)
    {
        var (wide, high) = (2 * cells.GetLength(1), 4 * Rows);
        (double X, double Y)? last = null;
        foreach (var point in curve.Points)
        {
            if (!double.IsFinite(point.Y))
            {
                last = null;
                continue;
            }
            var now = (X: figure.X.Place(point.X) * (wide - 1), Y: (1 - Math.Clamp(figure.Y.Place(point.Y), -1, 2)) * (high - 1));
            var (fromX, fromY) = last ?? now;
            var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(now.X - fromX), Math.Abs(now.Y - fromY))));
            for (var s = 0; s <= steps; s++)
            {
                var x = (int)Math.Round(fromX + (now.X - fromX) * s / steps);
                var y = (int)Math.Round(fromY + (now.Y - fromY) * s / steps);
                if (x < 0 || x >= wide || y < 0 || y >= high) continue;
                cells[y / 4, x / 2] |= Dots[x % 2, y % 4];
                inks[y / 4, x / 2] = ink;
            }
            last = now;
        }
    }

    private static void Foot(Sink sink, Axis axis, int columns)
    {
        var line = new char[columns];
        var labels = new char[columns + Margin];
        Array.Fill(line, '─');
        Array.Fill(labels, ' ');
        var free = 0;
        foreach (var tick in axis.Ticks)
        {
            if (tick.Minor) continue;
            var at = (int)Math.Round(axis.Place(tick.Value) * (columns - 1));
            if (at < 0 || at >= columns) continue;
            line[at] = '┬';
            var start = at + Margin - tick.Label.Length / 2;
            if (start < free || start + tick.Label.Length > labels.Length) continue;
            tick.Label.CopyTo(0, labels, start, tick.Label.Length);
            free = start + tick.Label.Length + 1;
        }
        sink.WriteLine(new string(' ', Margin - 1) + "└" + new string(line));
        sink.WriteLine(new string(labels).TrimEnd() + "  " + axis.Title);
    }

    private static int RowOf(Axis axis, double value) => (int)Math.Round((1 - axis.Place(value)) * (4 * Rows - 1)) / 4;

    private static Ink InkOf(int curve) => (curve % 4) switch { 0 => Ink.Cyan, 1 => Ink.Yellow, 2 => Ink.Green, _ => Ink.Red };
}
