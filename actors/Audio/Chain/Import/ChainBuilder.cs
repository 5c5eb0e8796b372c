using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// Puts an imported chain together: filters that follow each other become one equaliser of bilinear design, which is what the other program has,
/// and those out of an equaliser's ranges become coefficients at the import's rate.
/// </summary>
internal sealed class ChainBuilder(SampleRate rate)
{
    private const int MostBands = 32, MostSections = 64;
    private const double Reach = 0.49;
    private readonly List<ProcessorSpec> _chain = [];
    private readonly List<IReadOnlyList<int>?> _places = [];

    public SampleRate Rate => rate;

    /// <summary>Something stands at the rate of the import and at no other.</summary>
    public bool IsOfOneRate { get; private set; }

    /// <summary>Channels that what is added works on; null: all.</summary>
    public IReadOnlyList<int>? Channels { get; set; }

    public IReadOnlyList<ProcessorSpec> Chain => _chain;

    /// <exception cref="ArgumentException">It is no stable filter at the rate; the message says why.</exception>
    public void Add(EqBand band)
    {
        if (!(band.Frequency.Value > 0 && band.Frequency.Value < 0.5 * rate.Hz)) throw new ArgumentException($"{band.Frequency} is not between 0 and half the rate of {rate}");
        if (!(band.Q > 0)) throw new ArgumentException(FormattableString.Invariant($"a quality of {band.Q} is no filter"));
        if (!Fits(band))
        {
            Add(Cookbook.Of(band, rate));
            return;
        }
        if (_chain.Count > 0 && _chain[^1] is EqSpec { Design: EqDesign.Bilinear } last && last.Bands.Count < MostBands && IsHere())
            _chain[^1] = last with { Bands = [.. last.Bands, band] };
        else Add(new EqSpec([band]) { Design = EqDesign.Bilinear });
    }

    /// <exception cref="ArgumentException">It is not stable.</exception>
    public void Add(BiquadSection section)
    {
        double[] all = [section.B0, section.B1, section.B2, section.A1, section.A2];
        if (!all.All(double.IsFinite) || Math.Max(Math.Abs(section.B0), Math.Max(Math.Abs(section.B1), Math.Abs(section.B2))) > 1e6)
            throw new ArgumentException("its coefficients are out of range");
        if (!section.IsStable) throw new ArgumentException("it is not stable: a pole is on or outside of the unit circle");
        IsOfOneRate = true;
        if (_chain.Count > 0 && _chain[^1] is BiquadSpec last && last.Sections.Count < MostSections && IsHere())
            _chain[^1] = last with { Sections = [.. last.Sections, section] };
        else Add(new BiquadSpec([section], rate));
    }

    /// <exception cref="ArgumentException">Out of a gain's range.</exception>
    public void AddGain(Decibels gain)
    {
        if (gain.Value == 0) return;
        if (!(gain.Value is >= -144 and <= 48)) throw new ArgumentException($"a gain of {gain} is out of -144 to 48 dB");
        Add(new GainSpec(gain));
    }

    public void Add(ProcessorSpec spec)
    {
        if (Channels is not null) throw new ArgumentException("filters on some of the channels have no counterpart");
        _chain.Add(spec);
        _places.Add(Channels);
    }

    /// <param name="time">Or frames.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public void AddDelay(Seconds? time, double? frames, bool isRounded) =>
        throw new ArgumentException($"delays have no counterpart at {rate}");

    /// <summary>Channels as sums of channels.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public void AddMatrix(int outputs, IReadOnlyList<(int From, int To, double Factor)> routes) =>
        throw new ArgumentException($"mixing channels has no counterpart at {rate}");

    public void AddPolarity() => throw new ArgumentException($"inverting has no counterpart at {rate}");

    private bool IsHere() => _places[^1] is { } last ? Channels is { } now && last.SequenceEqual(now) : Channels is null;

    // The ranges of the catalogue, at the rate of the import.
    private bool Fits(EqBand band) =>
        band.Frequency.Value >= 5 && band.Frequency.Value <= Reach * rate.Hz && band.Q is >= 0.05 and <= 40
        && (band.Type is not (EqType.LowShelf or EqType.HighShelf) || band.Q <= 2)
        && (band.Type is not (EqType.Peaking or EqType.LowShelf or EqType.HighShelf) || Math.Abs(band.Gain.Value) <= 24);
}
