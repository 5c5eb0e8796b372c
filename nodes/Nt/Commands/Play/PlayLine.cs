using System.Globalization;
using System.Text;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Nt.Commands.Transport;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>What nt play says: a line for each source, news as they come, and on a terminal one line that moves.</summary>
internal sealed class PlayLine(Streams streams, Decibels volume, bool isQuiet)
{
    private const int MeterCells = 12;
    private const double MeterFloor = -48;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(66);

    private readonly Lock _gate = new();
    private readonly Sink _sink = streams.Error;
    private readonly StringBuilder _text = new();
    private QueueEntry? _entry;
    private bool _isBitPerfect;
    private Decibels _volume = volume;
    private bool _stopsAfterCurrent;
    private bool _isShown;
    private long _last;

    private readonly HashSet<EntryId> _played = [], _skipped = [];

    /// <summary>What could not be played, or not to its end, in words; null where there is nothing of the kind.</summary>
    public string? Missed
    {
        get
        {
            lock (_gate)
            {
                if (_skipped.Count == 0) return null;
                if (_played.Count == 0) return "Nothing could be played; why is said above.";
                return $"{_skipped.Count} of {Text.Count(_played.Union(_skipped).Count(), "source")} could not be played, or not to the end; why is said above.";
            }
        }
    }

    public Decibels Volume
    {
        get
        {
            lock (_gate) return _volume;
        }
    }

    public bool StopsAfterCurrent
    {
        get
        {
            lock (_gate) return _stopsAfterCurrent;
        }
    }

    public void Tell(TransportEvent e)
    {
        lock (_gate)
        {
            switch (e)
            {
                case EntryBegan began:
                    _played.Add(began.Entry.Id);
                    _entry = began.Entry;
                    if (!isQuiet) Say(_sink.Paint(Ink.Bold, Title(began.Entry)) + (began.Entry.Duration is { } d ? $"  {Text.Time(d)}" : ""));
                    break;
                case EntrySkipped skipped:
                    _skipped.Add(skipped.Entry);
                    Say($"{_sink.Paint(Ink.Yellow, "skipped:")} {Text.Printable(skipped.Problem)}");
                    break;
                case EntryDamaged damaged:
                    Say($"{_sink.Paint(Ink.Yellow, "damaged:")} {Text.Count(damaged.Packets, "packet")} could not be decoded, or the file ends early; silence in their place");
                    break;
                case OutputOpened { Output: var o } when !isQuiet:
                    Say(_sink.Paint(Ink.Dim, string.Create(CultureInfo.InvariantCulture, $"{Text.Lead(o.Device)} {TransportText.Rate(o)}, {Text.Count(o.Channels, "channel")}, {o.Format}, {o.Latency.Value * 1000:0.#} ms")));
                    break;
                case OutputLost lost:
                    Say($"{_sink.Paint(Ink.Yellow, "lost:")} {Text.Printable(lost.Problem)}; {(lost.MovesTo is { } other ? $"it goes on at {Text.Printable(other)}" : $"tried again in {lost.RetryIn}")}");
                    break;
                case SoundMissing missing:
                    Say($"{_sink.Paint(Ink.Yellow, "late:")} the source is late at {Text.Time(missing.Position)}; silence until it comes");
                    break;
                case StreamTitleChanged title:
                    if (!isQuiet) Say(_sink.Paint(Ink.Bold, Text.Printable(title.Title)));
                    break;
                case SourceInterrupted cut:
                    Say($"{_sink.Paint(Ink.Yellow, "cut:")} {Text.Printable(cut.Problem)}; tried again in {cut.RetryIn}");
                    break;
                case SourceResumed { IsWhole: var isWhole } when !isQuiet:
                    Say(_sink.Paint(Ink.Dim, isWhole ? "the connection stands again; nothing is lost" : "the connection stands again"));
                    break;
                case SourceSkipped skip:
                    Say($"{_sink.Paint(Ink.Yellow, "late:")} {Text.Time(skip.Duration)} of the stream were left out");
                    break;
                case StageFailed failed:
                    Say($"{_sink.Paint(Ink.Yellow, "stage:")} {failed.Stage}: {Text.Printable(failed.Problem)}{(failed.IsGivenUp ? "; it stays bypassed" : "; bypassed and restarted")}");
                    break;
                case DsdConverted converted when !isQuiet:
                    Say(_sink.Paint(Ink.Dim, $"DSD as PCM: {Text.Printable(converted.Reason)}"));
                    break;
                case ChainEdited edited when !isQuiet:
                    Say(_sink.Paint(Ink.Dim, $"chain: {edited.Edit.ToString().ToLowerInvariant()} {edited.Stage}".TrimEnd()));
                    break;
                case BitPerfectChanged changed:
                    _isBitPerfect = changed.IsBitPerfect;
                    if (!isQuiet && !changed.IsBitPerfect) Say(_sink.Paint(Ink.Dim, "not bit-perfect: " + string.Join("; ", changed.Reasons)));
                    else if (!isQuiet) Say(_sink.Paint(Ink.Green, "bit-perfect"));
                    break;
                case LoopEnded loop:
                    Say($"{_sink.Paint(Ink.Yellow, "loop:")} {loop.Problem}; it was switched off");
                    break;
                case ModesChanged modes:
                    _stopsAfterCurrent = modes.StopsAfterCurrent;
                    break;
                case VolumeChanged changed:
                    _volume = changed.Volume;
                    break;
                case QueueChanged queue when _entry is { } now:
                    _entry = queue.Entries.FirstOrDefault(q => q.Id == now.Id) ?? now;
                    break;
            }
        }
    }

    /// <summary>Draws the line that moves, at most some fifteen times a second.</summary>
    public void Pulse(TransportPulse pulse)
    {
        if (isQuiet || !_sink.IsTerminal || _entry is null) return;
        var now = Environment.TickCount64;
        if (now - _last < Interval.TotalMilliseconds) return;
        _last = now;
        lock (_gate)
        {
            _text.Clear().Append(pulse.State == TransportState.Paused ? "‖ " : "▶ ").Append(Text.Time(pulse.Position));
            if (_entry?.Duration is { } duration) _text.Append(" / ").Append(Text.Time(duration));
            foreach (var peak in pulse.Peaks.Take(2)) _text.Append("  ").Append(Meter(peak));
            if (_volume.Value != 0) _text.Append(CultureInfo.InvariantCulture, $"  {Text.Number(_volume.Value, 1, signed: true)} dB");
            if (_stopsAfterCurrent) _text.Append("  stops after this");
            if (_isBitPerfect) _text.Append("  ").Append(_sink.Paint(Ink.Green, "bit-perfect"));
            if (pulse.Missing > 0) _text.Append("  ").Append(_sink.Paint(Ink.Yellow, $"{Text.Count(pulse.Missing, "frame")} missing"));
            _sink.Write($"\r{_text}\e[K");
            _sink.Writer.Flush();
            _isShown = true;
        }
    }

    /// <summary>Something that does not stop the sound; any thread.</summary>
    public void Note(string text)
    {
        lock (_gate) Say($"{_sink.Paint(Ink.Yellow, "note:")} {Text.Printable(text)}");
    }

    public void Finish()
    {
        lock (_gate) Clear();
    }

    private void Say(string text)
    {
        Clear();
        _sink.WriteLine(text);
        _sink.Writer.Flush();
    }

    private void Clear()
    {
        if (!_isShown) return;
        _sink.Write("\r\e[K");
        _sink.Writer.Flush();
        _isShown = false;
    }

    private static string Title(QueueEntry entry) =>
        Text.Printable(entry.Artist is { Length: > 0 } artist ? $"{artist} – {entry.Title}" : entry.Title);

    private static string Meter(double peak)
    {
        var db = peak > 0 ? 20 * Math.Log10(peak) : MeterFloor;
        var cells = (int)Math.Round(Math.Clamp(1 - db / MeterFloor, 0, 1) * MeterCells);
        return new string('█', cells) + new string('·', MeterCells - cells);
    }
}
