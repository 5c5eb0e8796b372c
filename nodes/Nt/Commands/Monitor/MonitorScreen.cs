using System.Globalization;
using System.Text;
using NTWorkstation.Client.View;
using NTWorkstation.Nt.Commands.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>Frames on a terminal, one over the other, on a screen of their own.</summary>
internal sealed class MonitorScreen(Sink sink) : IMonitorPicture
{
    private const double Floor = -60, SpectrumFloor = -90, WaveformFloor = -48, FallPerSecond = 60;
    private const int LabelWidth = 3, ReadingsWidth = 38, LeastSpectrumRows = 3, MostSpectrumRows = 24, LeastSpectrumColumns = 12;
    private static readonly double[] Ticks = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
    private readonly StringBuilder _text = new();
    private double[] _fallen = [];
    private TimeSpan _last;

    public IDisposable Begin(Action quit) => new Opened(sink, quit);

    public void Show(MonitorFrame frame)
    {
        var (columns, rows) = (Math.Clamp(TerminalSize.Columns(1) ?? sink.Width, 1, 300), Math.Clamp(TerminalSize.Rows(1) ?? 24, 1, 100));
        var lines = Draw(frame, columns, rows);
        _text.Clear().Append("\e[H");
        for (var k = 0; k < lines.Count; k++) _text.Append(k < lines.Count - 1 ? "\e[K" : "\e[J").Append(lines[k]).Append(k < lines.Count - 1 ? "\r\n" : "");
        sink.Write(_text.ToString());
        sink.Writer.Flush();
    }

    /// <summary>What fits into so many rows of so many columns; what is most telling stands first.</summary>
    public List<string> Draw(MonitorFrame frame, int columns, int rows) =>
        [.. Lines(frame, columns, rows).Take(rows).Select(line => Cells.Fit(line, columns))];

    private List<string> Lines(MonitorFrame frame, int columns, int rows)
    {
        var lines = new List<string> { Head(frame, columns) };
        if (frame.Status?.Output is { } output)
            lines.Add(sink.Paint(Ink.Dim, Cut(string.Create(CultureInfo.InvariantCulture, $"{Text.Lead(output.Device)} {TransportText.Rate(output)}, {Text.Count(output.Channels, "channel")}, {output.Format}"), columns)));
        var channels = frame.Meters.Channels;
        if (channels.Length == 0) lines.Add(sink.Paint(Ink.Dim, "Nothing to measure."));
        var most = Math.Max(1, Math.Min(channels.Length, rows - LeastSpectrumRows - 6));
        for (var c = 0; c < Math.Min(most, channels.Length); c++) lines.Add(Channel(MonitorText.Name(c, channels.Length), channels[c], columns));
        var meters = frame.Meters;
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"M {Text.Number(meters.Momentary.Value),6}  S {Text.Number(meters.ShortTerm.Value),6}  I {Text.Number(meters.Integrated.Value),6} LUFS   {Phase(meters.Correlation)} {Text.Number(meters.Correlation, 2, signed: true),5}"));
        var left = rows - lines.Count - 2;
        if (left >= LeastSpectrumRows && columns >= LeastSpectrumColumns) Spectrum(frame, columns, Math.Min(left, MostSpectrumRows), lines);
        if (lines.Count < rows && columns >= LeastSpectrumColumns) lines.Add(sink.Paint(Ink.Cyan, Waveform(frame.Columns, columns)));
        return lines;
    }

    private string Head(MonitorFrame frame, int columns)
    {
        var position = MonitorText.Position(frame);
        var light = frame.Status is { IsBitPerfect: true } ? "  bit-perfect" : "";
        var title = Cut(MonitorText.Title(frame) ?? "", columns - position.Length - light.Length - 2);
        return $"{position}  {sink.Paint(Ink.Bold, title)}{sink.Paint(Ink.Green, light)}";
    }

    // RMS as a bar, the peak as a line behind it.
    private string Channel(string name, ChannelView channel, int columns)
    {
        var width = Math.Max(8, columns - LabelWidth - ReadingsWidth);
        var cells = new string(' ', width).ToCharArray();
        var (filled, part) = Math.DivRem((int)Math.Round(Share(channel.Rms, Floor) * width * 8), 8);
        for (var k = 0; k < filled; k++) cells[k] = '█';
        if (part > 0 && filled < width) cells[filled] = (char)('█' + 8 - part);
        var peak = (int)Math.Ceiling(Share(channel.Peak, Floor) * width) - 1;
        if (peak >= 0 && peak >= filled) cells[Math.Min(peak, width - 1)] = '│';
        var ink = channel.TruePeak > -0.1 ? Ink.Red : channel.TruePeak > -6 ? Ink.Yellow : Ink.Green;
        return $"{name,-LabelWidth}{sink.Paint(ink, new string(cells))}{Text.Number(channel.Peak),6} dB  rms {Text.Number(channel.Rms),6}  max {sink.Paint(channel.PeakMax > 0 ? Ink.Red : Ink.Dim, $"{Text.Number(channel.PeakMax),6}")}";
    }

    private static string Phase(double correlation)
    {
        const int half = 8;
        var cells = new string('─', 2 * half + 1).ToCharArray();
        cells[half] = '┼';
        cells[half + (int)Math.Round(Math.Clamp(correlation, -1, 1) * half)] = '●';
        return $"−1 {new string(cells)} +1";
    }

    private void Spectrum(MonitorFrame frame, int columns, int rows, List<string> lines)
    {
        const int scale = 4;
        var (bands, width) = (frame.Spectrum.Bands, columns - scale);
        if (_fallen.Length != bands) _fallen = [.. Enumerable.Repeat(SpectrumFloor, bands)];
        var fall = Math.Max(0, (frame.Spectrum.At - _last).TotalSeconds) * FallPerSecond;
        _last = frame.Spectrum.At;
        for (var b = 0; b < bands; b++) _fallen[b] = Math.Max(MonitorText.Loudest(frame, b), Math.Max(SpectrumFloor, _fallen[b] - fall));
        for (var row = 0; row < rows; row++)
        {
            _text.Clear();
            var top = SpectrumFloor * row / rows;
            _text.Append(sink.Paint(Ink.Dim, row % 3 == 0 ? $"{Text.Number(top, 0),3} " : "    "));
            for (var x = 0; x < width; x++)
            {
                // Eighths of this row that are below the level.
                var eighths = bands == 0 ? 0 : (int)Math.Round((Share(_fallen[x * bands / width], SpectrumFloor) * rows - (rows - 1 - row)) * 8);
                _text.Append(eighths <= 0 ? ' ' : (char)('▁' + Math.Min(eighths, 8) - 1));
            }
            lines.Add(_text.ToString());
        }
        lines.Add(sink.Paint(Ink.Dim, new string(' ', scale) + Axis(frame.Spectrum, width)));
    }

    private static string Axis(SpectrumView spectrum, int width)
    {
        var cells = new string(' ', width).ToCharArray();
        if (spectrum.Bands < 2) return new(cells);
        var (low, high) = (spectrum.FrequencyOf(0).Value, spectrum.FrequencyOf(spectrum.Bands - 1).Value);
        var free = 0;
        foreach (var hz in Ticks)
        {
            var label = hz >= 1000 ? string.Create(CultureInfo.InvariantCulture, $"{hz / 1000}k") : hz.ToString(CultureInfo.InvariantCulture);
            var at = (int)Math.Round((Math.Log(hz / low) / Math.Log(high / low) * (spectrum.Bands - 1) + 0.5) * width / spectrum.Bands) - label.Length / 2;
            at = Math.Clamp(at, 0, width - label.Length);
            if (hz > high * 1.1 || at < free) continue;
            label.CopyTo(0, cells, at, label.Length);
            free = at + label.Length + 1;
        }
        return new(cells);
    }

    // The last minute, the newest at the right; as high as the loudest sample of a cell's time, in dB.
    private static string Waveform(IReadOnlyList<ColumnView> columns, int width)
    {
        var each = Math.Max(1, MonitorFrame.MostColumns / width);
        var cells = new string(' ', width).ToCharArray();
        for (var x = 0; x < width; x++)
        {
            var (end, top) = (columns.Count - (width - 1 - x) * each, 0f);
            if (end <= 0) continue;
            for (var k = Math.Max(0, end - each); k < end; k++)
            {
                var c = columns[k];
                top = Math.Max(top, Math.Max(Math.Max(c.Greatest.First, c.Greatest.Second), -Math.Min(c.Least.First, c.Least.Second)));
            }
            cells[x] = (char)('▁' + Math.Clamp((int)Math.Round(Share(20 * Math.Log10(top), WaveformFloor) * 8) - 1, 0, 7));
        }
        return new(cells);
    }

    private static double Share(double level, double floor) => double.IsNaN(level) ? 0 : Math.Clamp(1 - level / floor, 0, 1);

    private static string Cut(string text, int width) => width <= 0 ? "" : text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…";

    /// <summary>The terminal while it is used, and the key that ends it.</summary>
    private sealed class Opened : IDisposable
    {
        private readonly Sink _sink;
        private volatile bool _isOver;

        public Opened(Sink sink, Action quit)
        {
            _sink = sink;
            sink.Write("\e[?1049h\e[?25l\e[H\e[2J");
            sink.Writer.Flush();
            if (!Console.IsInputRedirected) new Thread(() => Read(quit)) { IsBackground = true, Name = "keys" }.Start();
        }

        // The thread sits in a read that nothing ends; it is a background one and asks before it acts.
        public void Dispose()
        {
            _isOver = true;
            _sink.Write("\e[?25h\e[?1049l");
            _sink.Writer.Flush();
        }

        private void Read(Action quit)
        {
            try
            {
                while (!_isOver)
                {
                    if (Console.ReadKey(intercept: true).Key is not (ConsoleKey.Q or ConsoleKey.Escape) || _isOver) continue;
                    quit();
                    return;
                }
            }
            catch (InvalidOperationException)
            {
                // The terminal has gone.
            }
        }
    }
}
