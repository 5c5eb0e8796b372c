using System.Globalization;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Monitor;

/// <summary>Frames as text that needs no terminal: a line each, or one table.</summary>
/// <param name="isWhole">A table with everything.</param>
internal sealed class MonitorText(Sink sink, bool isWhole) : IMonitorPicture, IDisposable
{
    private static readonly string[] Pair = ["L", "R"];

    public IDisposable Begin(Action quit) => this;

    public void Dispose()
    {
    }

    public void Show(MonitorFrame frame)
    {
        if (isWhole) ShowTable(frame);
        else sink.WriteLine(Line(frame));
        sink.Writer.Flush();
    }

    /// <summary>▶ 0:12.3 / 3:28.0</summary>
    public static string Position(MonitorFrame frame) =>
        frame.Place.State switch { TransportState.Playing => "▶ ", TransportState.Paused => "‖ ", _ => "■ " } + Text.Time(frame.Position)
        + (frame.Place.Duration is { } duration ? $" / {Text.Time(duration)}" : "");

    public static string? Title(MonitorFrame frame) =>
        frame.Entry is { } entry ? Text.Printable(entry.Artist is { Length: > 0 } artist ? $"{artist} – {entry.Title}" : entry.Title) : null;

    /// <summary>L and R of a pair, else numbers from 1.</summary>
    public static string Name(int channel, int count) => count == 2 ? Pair[channel] : (channel + 1).ToString(CultureInfo.InvariantCulture);

    private static string Line(MonitorFrame frame)
    {
        var parts = new List<string> { Position(frame) };
        if (Title(frame) is { } title) parts.Add(title);
        var channels = frame.Meters.Channels;
        for (var c = 0; c < channels.Length; c++) parts.Add($"{Name(c, channels.Length)} {Text.Number(channels[c].Peak)} dB");
        parts.Add($"M {Text.Number(frame.Meters.Momentary.Value)} S {Text.Number(frame.Meters.ShortTerm.Value)} I {Text.Number(frame.Meters.Integrated.Value)} LUFS");
        return string.Join("  ", parts);
    }

    private void ShowTable(MonitorFrame frame)
    {
        var meters = frame.Meters;
        sink.WriteLine(Position(frame) + (Title(frame) is { } title ? $"  {title}" : ""));
        var levels = new Table(new Column(""), new Column("peak", true), new Column("true peak", true), new Column("RMS", true), new Column("max", true), new Column(""));
        for (var c = 0; c < meters.Channels.Length; c++)
        {
            var channel = meters.Channels[c];
            levels.Add(Name(c, meters.Channels.Length), Text.Number(channel.Peak), Text.Number(channel.TruePeak), Text.Number(channel.Rms), Text.Number(channel.PeakMax), "dB");
        }
        levels.Write(sink);
        sink.WriteLine($"Loudness  M {Text.Number(meters.Momentary.Value)}  S {Text.Number(meters.ShortTerm.Value)}  I {Text.Number(meters.Integrated.Value)} LUFS");
        sink.WriteLine($"Correlation  {Text.Number(meters.Correlation, 2)}");
        var spectrum = new Table(new Column("Hz", true), new Column("dB", true));
        for (var b = 0; b < frame.Spectrum.Bands; b++) spectrum.Add(Text.Number(frame.Spectrum.FrequencyOf(b).Value, 0), Text.Number(Loudest(frame, b)));
        spectrum.Write(sink);
    }

    /// <summary>Of all channels, in dB.</summary>
    public static double Loudest(MonitorFrame frame, int band)
    {
        var loudest = double.NegativeInfinity;
        for (var p = 0; p < frame.Spectrum.Planes; p++) loudest = Math.Max(loudest, frame.Spectrum.BandsOf(p)[band]);
        return loudest;
    }
}
