using System.Diagnostics;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;

namespace NTWorkstation.Client.View;

/// <summary>Where a player is.</summary>
/// <param name="At">When it was there, since the system's monotonic clock began.</param>
/// <param name="Position">In the entry, of what is heard.</param>
/// <param name="Duration">Null where it is not known.</param>
/// <param name="Ahead">What is certain to be heard after that.</param>
/// <param name="Rate">Of the device; null: none is open.</param>
/// <param name="Output">Counts the devices that were opened.</param>
public readonly record struct PlaceView(TransportState State, EntryId? Entry, TimeSpan At, Seconds Position, Seconds? Duration, Seconds Ahead, SampleRate? Rate, long Output)
{
    /// <summary>Where it is now.</summary>
    public Seconds PositionNow => PositionAt(Stopwatch.GetElapsedTime(0));

    /// <param name="time">Since the system's monotonic clock began.</param>
    public Seconds PositionAt(TimeSpan time) => new(Position.Value + Math.Clamp((time - At).TotalSeconds, 0, Math.Max(0, Ahead.Value)));
}

/// <summary>Levels in dB of full scale, negative infinity for silence.</summary>
/// <param name="Peak">Of the last 100 ms.</param>
/// <param name="TruePeak">Likewise, between the samples.</param>
/// <param name="Rms">Of the last 300 ms; a sine of full scale has -3.01.</param>
/// <param name="PeakMax">True peak since the entry began.</param>
public readonly record struct ChannelView(double Peak, double TruePeak, double Rms, double PeakMax);

/// <summary>How loud it is.</summary>
public sealed class MetersView
{
    private readonly ChannelView[] _channels = new ChannelView[ViewLayout.MostChannels];
    private int _count;

    /// <summary>When the newest frame in it was heard.</summary>
    public TimeSpan At { get; private set; }
    public EntryId? Entry { get; private set; }
    public Seconds Position { get; private set; }
    /// <summary>Of the device; null: none is open.</summary>
    public SampleRate? Rate { get; private set; }
    /// <summary>None where there is nothing to measure: no device, or DSD.</summary>
    public ReadOnlySpan<ChannelView> Channels => _channels.AsSpan(0, _count);
    /// <summary>Nothing was heard for four seconds.</summary>
    public bool IsSilent { get; private set; }
    /// <summary>Of the last 400 ms.</summary>
    public Lufs Momentary { get; private set; }
    /// <summary>Of the last 3 s.</summary>
    public Lufs ShortTerm { get; private set; }
    /// <summary>Since the entry began.</summary>
    public Lufs Integrated { get; private set; }
    /// <summary>Of the first two channels, -1 to 1; 0 where one is silent.</summary>
    public double Correlation { get; private set; }
    /// <summary>That could not be measured in time.</summary>
    public FrameCount Lost { get; private set; }

    internal void Take(in ViewLayout.MetersFrame f, ReadOnlySpan<ViewLayout.ChannelLevels> levels)
    {
        At = TimeSpan.FromTicks(f.AtNs / 100);
        Entry = f.Entry is > 0 and <= long.MaxValue ? new((long)f.Entry) : null;
        Position = new(f.PositionSeconds);
        Rate = f.RateHz > 0 ? new SampleRate(f.RateHz) : null;
        IsSilent = f.IsSilent != 0;
        (Momentary, ShortTerm, Integrated) = (new(f.Momentary), new(f.ShortTerm), new(f.Integrated));
        Correlation = f.Correlation;
        Lost = new((long)f.LostFrames);
        _count = Math.Min(levels.Length, (int)Math.Min(f.Channels, ViewLayout.MostChannels));
        for (var c = 0; c < _count; c++) _channels[c] = new(levels[c].Peak, levels[c].TruePeak, levels[c].Rms, levels[c].PeakMax);
    }
}

/// <summary>The spectrum of what was heard last, by channel, of the first eight.</summary>
public sealed class SpectrumView
{
    private readonly float[] _values = new float[ViewLayout.MostPlanes * (ViewLayout.MostBands + ViewLayout.MostFft / 2 + 1)];
    private int _firstBand, _bandsPerOctave = 1;

    public TimeSpan At { get; private set; }
    public SampleRate? Rate { get; private set; }
    /// <summary>Channels; 0: there is nothing to show.</summary>
    public int Planes { get; private set; }
    public int FftSize { get; private set; }
    public int Bins { get; private set; }
    public int Bands { get; private set; }

    /// <summary>Levels in dB: a sine of full scale in the middle of a band reads 0.</summary>
    public ReadOnlySpan<float> BandsOf(int plane) => _values.AsSpan(plane * Bands, Bands);

    /// <summary>Magnitudes: 1.0 is a sine of full scale. Bin k stands at k * rate / FftSize.</summary>
    public ReadOnlySpan<float> BinsOf(int plane) => _values.AsSpan(Planes * Bands + plane * Bins, Bins);

    /// <summary>The middle of a band.</summary>
    public Hertz FrequencyOf(int band) => new(1000 * Math.Pow(2, (double)(_firstBand + band) / _bandsPerOctave));

    /// <returns>False: it is not as a spectrum is.</returns>
    internal bool Take(in ViewLayout.SpectrumFrame f, ReadOnlySpan<float> values)
    {
        if (f.Planes > ViewLayout.MostPlanes || f.Bands > ViewLayout.MostBands || f.Bins > ViewLayout.MostFft / 2 + 1) return false;
        var count = (int)(f.Planes * (f.Bands + f.Bins));
        if (count > values.Length) return false;
        values[..count].CopyTo(_values);
        At = TimeSpan.FromTicks(f.AtNs / 100);
        Rate = f.RateHz > 0 ? new SampleRate(f.RateHz) : null;
        (Planes, FftSize, Bins, Bands) = ((int)f.Planes, (int)f.FftSize, (int)f.Bins, (int)f.Bands);
        (_firstBand, _bandsPerOctave) = (f.FirstBand, (int)Math.Max(1, f.BandsPerOctave));
        return true;
    }
}

/// <summary>10 ms of the waveform of the first two channels (of the only one twice); full scale is 1.</summary>
/// <param name="Position">Of its end in the entry.</param>
public readonly record struct ColumnView(TimeSpan At, EntryId? Entry, Seconds Position, (float First, float Second) Least, (float First, float Second) Greatest, (float First, float Second) Rms);
