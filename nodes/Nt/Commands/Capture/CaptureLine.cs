using System.Globalization;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Capture;

namespace NTWorkstation.Nt.Commands.Capture;

/// <summary>What nt capture says meanwhile: news as they come, and on a terminal one line that moves. One thread at a time.</summary>
internal sealed class CaptureLine(Streams streams, bool isQuiet)
{
    private const int MeterCells = 12;
    private const double MeterFloor = -48;

    private readonly Sink _sink = streams.Error;
    private double _rate = 1;
    private bool _isShown;

    public void Tell(CaptureTold told)
    {
        if (isQuiet) return;
        switch (told)
        {
            case CaptureTold.Awaited awaited:
                Say($"{_sink.Paint(Ink.Yellow, "waiting:")} {Text.Printable(awaited.Problem)}");
                break;
            case CaptureTold.Opened { Format: var f } opened:
                _rate = f.Rate.Hz;
                Say(_sink.Paint(Ink.Dim, string.Create(CultureInfo.InvariantCulture, $"{Text.Lead(opened.Id)} {f.Rate.Hz:0.###} Hz, {Text.Count(f.Channels, "channel")}, {f.Samples.Name()}{(f.IsExact ? ", exact" : "")}")));
                break;
            case CaptureTold.Gap { Where: var gap }:
                var who = gap.Kind == CaptureEventKind.Dropped ? "this machine was late" : "the source lost them";
                Say($"{_sink.Paint(Ink.Yellow, "lost:")} {Text.Count(gap.Frames.Value, "frame")} at {At(gap.At.Value)}; {who}");
                break;
            case CaptureTold.StreamEnded ended:
                Say($"{_sink.Paint(Ink.Yellow, "silent:")} the application has ended its stream at {At(ended.At.Value)}; its next one is waited for");
                break;
            case CaptureTold.StreamBegan began:
                Say($"{_sink.Paint(Ink.Green, "again:")} its next stream begins at {At(began.At.Value)}");
                break;
            case CaptureTold.Progress progress when _sink.IsTerminal:
                Draw(progress);
                break;
        }
    }

    public void Finish()
    {
        if (!_isShown) return;
        _sink.Write("\r\e[K");
        _sink.Writer.Flush();
        _isShown = false;
    }

    private void Draw(CaptureTold.Progress progress)
    {
        var text = $"● {Text.Time(new(progress.Written.Value / progress.Rate.Hz))}";
        foreach (var peak in progress.Peaks.Take(2)) text += "  " + Meter(peak);
        if (progress.IsSilent) text += "  no stream";
        if (progress.Missing.Value > 0) text += "  " + _sink.Paint(Ink.Yellow, $"{Text.Count(progress.Missing.Value, "frame")} lost");
        _sink.Write($"\r{text}\e[K");
        _sink.Writer.Flush();
        _isShown = true;
    }

    private void Say(string text)
    {
        Finish();
        _sink.WriteLine(text);
        _sink.Writer.Flush();
    }

    private string At(long frame) => Text.Time(new(frame / _rate));

    private static string Meter(double peak)
    {
        var db = peak > 0 ? 20 * Math.Log10(peak) : MeterFloor;
        var cells = (int)Math.Round(Math.Clamp(1 - db / MeterFloor, 0, 1) * MeterCells);
        return new string('█', cells) + new string('·', MeterCells - cells);
    }
}
