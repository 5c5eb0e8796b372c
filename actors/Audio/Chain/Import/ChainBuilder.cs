using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>
/// Puts an imported chain together: filters that follow each other become one equaliser of bilinear design, which is what the other program has,
/// and those out of an equaliser's ranges become coefficients at the import's rate.
/// </summary>
internal sealed class ChainBuilder(SampleRate rate)
{
    // Of the rate: what a band's design reaches.
    private const double Reach = 0.49;
    private readonly List<ProcessorSpec> _chain = [];

    public SampleRate Rate => rate;

    /// <summary>Something stands at the rate of the import and at no other.</summary>
    public bool IsOfOneRate { get; private set; }

    /// <summary>Channels that what is added works on; null: on all.</summary>
    public ChannelList? Selection { get; set; }

    /// <summary>What is added from here on works on these channels; null: on all.</summary>
    /// <exception cref="ArgumentException">One is named twice, or is out of range.</exception>
    public void On(IReadOnlyList<int>? channels) => Selection = channels is null ? null : new ChannelList(channels);

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
        if (_chain.Count > 0 && _chain[^1] is EqSpec { Design: EqDesign.Bilinear } last && last.Bands.Count < ProcessorCatalogue.Eq.MostBands && IsHere())
            _chain[^1] = last with { Bands = [.. last.Bands, band] };
        else Add(new EqSpec([band]) { Design = EqDesign.Bilinear });
    }

    /// <exception cref="ArgumentException">It is not stable.</exception>
    public void Add(BiquadSection section)
    {
        double[] all = [section.B0, section.B1, section.B2, section.A1, section.A2];
        if (!all.All(double.IsFinite) || !all[..3].All(Within(ProcessorCatalogue.Biquad["b0"])))
            throw new ArgumentException("its coefficients are out of range");
        if (!section.IsStable) throw new ArgumentException("it is not stable: a pole is on or outside of the unit circle");
        IsOfOneRate = true;
        if (_chain.Count > 0 && _chain[^1] is BiquadSpec last && last.Sections.Count < ProcessorCatalogue.Biquad.MostBands && IsHere())
            _chain[^1] = last with { Sections = [.. last.Sections, section] };
        else Add(new BiquadSpec([section], rate));
    }

    /// <exception cref="ArgumentException">Out of a gain's range.</exception>
    public void AddGain(Decibels gain)
    {
        if (gain.Value == 0) return;
        var range = ProcessorCatalogue.Gain["gain_db"];
        if (!Within(range)(gain.Value)) throw new ArgumentException(FormattableString.Invariant($"a gain of {gain} is out of {range.Low} to {range.High} dB"));
        Add(new GainSpec(gain));
    }

    public void Add(ProcessorSpec spec) => _chain.Add(Selection is null ? spec : spec with { Channels = Selection });

    /// <param name="time">Or frames.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public void AddDelay(Seconds? time, double? frames, bool isRounded)
    {
        if (time is { Value: 0 } || frames is 0) return;
        var (milliseconds, most) = (ProcessorCatalogue.Delay["delay_ms"], ProcessorCatalogue.Delay["frames"]);
        if (time is { } t && !Within(milliseconds)(t.Value * 1000) || frames is { } f && !Within(most)(f))
            throw new ArgumentException(FormattableString.Invariant($"a delay of 0 to {milliseconds.High / 1000} s or {most.High} frames has a counterpart"));
        Add(new DelaySpec { Time = time, Frames = frames, IsRounded = isRounded });
    }

    /// <summary>Channels as sums of channels, whatever channels filters are put on.</summary>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public void AddMatrix(int outputs, IReadOnlyList<(int From, int To, double Factor)> routes)
    {
        var factors = ProcessorCatalogue.Matrix["gains"];
        if (routes.Count > factors.MostCount) throw new ArgumentException($"at most {factors.MostCount} routes have a counterpart");
        if (!routes.Select(r => r.Factor).All(Within(factors))) throw new ArgumentException(FormattableString.Invariant($"factors within ±{factors.High} have a counterpart"));
        // A mixer that mutes everything still has a route.
        _chain.Add(new MatrixSpec(outputs, routes.Count == 0 ? [new MatrixRoute(0, 0, 0)] : [.. routes.Select(r => new MatrixRoute(r.From, r.To, r.Factor))], GainUnit.Linear));
    }

    public void AddPolarity() => Add(new PolaritySpec(IsInverted: true));

    private bool IsHere() => Equals(_chain[^1].Channels, Selection);

    // The ranges of the catalogue, at the rate of the import; a shelf's quality ends earlier.
    private bool Fits(EqBand band) =>
        Within(ProcessorCatalogue.Eq["f_hz"])(band.Frequency.Value) && band.Frequency.Value <= Reach * rate.Hz && Within(ProcessorCatalogue.Eq["q"])(band.Q)
        && (band.Type is not (EqType.LowShelf or EqType.HighShelf) || band.Q <= 2)
        && (band.Type is not (EqType.Peaking or EqType.LowShelf or EqType.HighShelf) || Within(ProcessorCatalogue.Eq["gain_db"])(band.Gain.Value));

    // False for what is not a number.
    private static Func<double, bool> Within(ParameterDefinition range) => x => x >= range.Low && x <= range.High;
}
