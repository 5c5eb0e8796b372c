using NTWorkstation.Audio.Chain;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.GraphNative;
using static NTWorkstation.Dsp.Interop.ProcessorsNative;

namespace NTWorkstation.Dsp.Graph;

/// <summary>Turns a spec into the native processor: the one place where domain units become the header's fields.</summary>
internal static unsafe partial class ProcessorFactory
{
    public static ProcessorHandle Create(ProcessorSpec spec) => spec switch
    {
        GainSpec s => Make(Kind.Gain, new GainParams { GainDb = s.Gain.Value }),
        EqSpec s => Make(Kind.Eq, ToNative(s)),
        BiquadSpec s => Make(Kind.Biquad, ToNative(s)),
        FirSpec s => Fir(s),
        WidthSpec s => Width(s),
        CompressorSpec s => Make(Kind.Compressor, ToNative(s)),
        MultibandSpec s => Multiband(s),
        ExciterSpec s => Make(Kind.Exciter, new ExciterParams { DriveDb = s.Drive.Value, Mix = s.Mix, FromHz = s.From.Value }),
        RiderSpec s => Make(Kind.Rider, new RiderParams
        {
            TargetLufs = s.Target.Value,
            Amount = s.Amount,
            MaxDb = s.Max.Value,
            RateDbPerS = s.RateDbPerSecond,
            GateLufs = s.Gate.Value,
            WindowS = s.Window.Value,
        }),
        ReverbSpec s => Reverb(s),
        LimiterSpec s => Make(Kind.Limiter, new LimiterParams
        {
            CeilingDb = s.Ceiling.Value,
            LookaheadMs = s.LookAhead.Value * 1000,
            ReleaseMs = s.Release.Value * 1000,
        }),
        DitherSpec s => Make(Kind.Dither, new DitherParams { Seed = s.Seed, Bits = (uint)s.Bits, Kind = (int)s.Kind }),
        PitchSpec s => Make(Kind.Pitch, new PitchParams { Semitones = s.Semitones }),
        ResampleSpec => throw new ArgumentException("A resampler changes the number of frames: split the chain at it.", nameof(spec)),
        CrossoverSpec s => Crossover(s),
        MatrixSpec s => Matrix(s),
        PolaritySpec s => Make(Kind.Polarity, new PolarityParams { Inverted = s.IsInverted ? 1 : 0 }),
        DelaySpec s => Delay(s),
        MidSideSpec s => Make(Kind.MidSide, new MidSideParams { Decode = s.Decode ? 1 : 0 }),
        CrossfeedSpec s => Make(Kind.Crossfeed, new CrossfeedParams { CutHz = s.Cut.Value, FeedDb = s.Feed.Value }),
        DcBlockSpec s => Make(Kind.DcBlock, new DcBlockParams { FrequencyHz = s.Frequency.Value }),
        GateSpec s => Make(Kind.Gate, ToNative(s)),
        DeEsserSpec s => Make(Kind.DeEsser, ToNative(s)),
        EqualLoudnessSpec s => Make(Kind.EqualLoudness, new EqualLoudnessParams { ReferencePhon = s.ReferencePhon, VolumeDb = s.Volume.Value, Amount = s.Amount }),
        _ => throw new ArgumentException($"No native processor for {spec.GetType().Name}.", nameof(spec)),
    };

    public static EqParams ToNative(EqSpec spec)
    {
        if (spec.Bands.Count > EqMaxBands) throw new ArgumentException($"An EQ has at most {EqMaxBands} bands, not {spec.Bands.Count}.", nameof(spec));
        var native = new EqParams { BandCount = (uint)spec.Bands.Count, Design = (int)spec.Design };
        for (var i = 0; i < spec.Bands.Count; i++)
        {
            var band = spec.Bands[i];
            native.Bands[i] = new EqBandParams { Type = (int)band.Type, FrequencyHz = band.Frequency.Value, Q = band.Q, GainDb = band.Gain.Value };
        }
        return native;
    }

    private static BiquadParams ToNative(BiquadSpec spec)
    {
        if (spec.Sections.Count > BiquadMaxSections) throw new ArgumentException($"At most {BiquadMaxSections} sections run in one biquad, not {spec.Sections.Count}.", nameof(spec));
        var native = new BiquadParams { SectionCount = (uint)spec.Sections.Count, SampleRate = spec.Rate?.Hz ?? 0 };
        for (var i = 0; i < spec.Sections.Count; i++)
        {
            var s = spec.Sections[i];
            native.Sections[i] = new BiquadSectionParams { B0 = s.B0, B1 = s.B1, B2 = s.B2, A1 = s.A1, A2 = s.A2 };
        }
        return native;
    }

    private static CompressorParams ToNative(CompressorSpec s) => new()
    {
        ThresholdDb = s.Threshold.Value,
        Ratio = s.Ratio,
        KneeDb = s.Knee.Value,
        AttackMs = s.Attack.Value * 1000,
        ReleaseMs = s.Release.Value * 1000,
        LookaheadMs = s.LookAhead.Value * 1000,
        MakeupDb = s.Makeup.Value,
        RmsMs = s.RmsTime.Value * 1000,
        Mix = s.Mix,
        Detector = (int)s.Detector,
    };

    private static ProcessorHandle Make<T>(Kind kind, T parameters) where T : unmanaged
    {
        Status.Check(nt_processor_create(kind, &parameters, (nuint)sizeof(T), out var handle));
        return handle;
    }

    private static ProcessorHandle Fir(FirSpec s)
    {
        if (s.SideTaps is { } given && given.Length != s.Taps.Length)
            throw new ArgumentException("Mid and side impulses differ in length.", nameof(s));
        using var taps = s.Taps.Pin();
        using var side = (s.SideTaps ?? default).Pin();
        return Make(Kind.Fir, new FirParams
        {
            Taps = (double*)taps.Pointer,
            SideTaps = s.SideTaps is null ? null : (double*)side.Pointer,
            TapCount = (uint)(s.Taps.Length / Math.Max(1, s.Responses)),
            Delay = (uint)s.Delay,
            Layout = s.Responses > 0 ? 2 : s.SideTaps is null ? 0 : 1,
            ChannelCount = (uint)s.Responses,
            Block = (uint)(s.Block ?? 0),
        });
    }

    private static ProcessorHandle Width(WidthSpec s)
    {
        if (s.Widths.Count is not (1 or 4) || s.Crossovers.Count != s.Widths.Count - 1)
            throw new ArgumentException("Width takes 1 band, or 4 bands with 3 crossovers.", nameof(s));
        var native = new WidthParams { BandCount = (uint)s.Widths.Count };
        for (var i = 0; i < s.Widths.Count; i++) native.Width[i] = s.Widths[i];
        for (var i = 0; i < s.Crossovers.Count; i++) native.CrossoverHz[i] = s.Crossovers[i].Value;
        return Make(Kind.Width, native);
    }

    private static ProcessorHandle Multiband(MultibandSpec s)
    {
        if (s.Bands.Count is < 2 or > 5 || s.Crossovers.Count != s.Bands.Count - 1)
            throw new ArgumentException("A multiband compressor takes 2 to 5 bands and one crossover fewer.", nameof(s));
        var native = new MultibandParams { BandCount = (uint)s.Bands.Count };
        for (var i = 0; i < s.Bands.Count; i++) native.Bands[i] = ToNative(s.Bands[i]);
        for (var i = 0; i < s.Crossovers.Count; i++) native.CrossoverHz[i] = s.Crossovers[i].Value;
        return Make(Kind.Multiband, native);
    }

    private static ProcessorHandle Reverb(ReverbSpec s)
    {
        var channels = s.ImpulseResponse.Count;
        if (channels == 0) throw new ArgumentException("The impulse response has no channel.", nameof(s));
        var frames = s.ImpulseResponse[0].Length;
        var planes = stackalloc double*[channels];
        var pins = new System.Buffers.MemoryHandle[channels];
        try
        {
            for (var c = 0; c < channels; c++)
            {
                if (s.ImpulseResponse[c].Length != frames) throw new ArgumentException("The impulse response's channels differ in length.", nameof(s));
                pins[c] = s.ImpulseResponse[c].Pin();
                planes[c] = (double*)pins[c].Pointer;
            }
            return Make(Kind.Reverb, new GraphNative.ReverbParams
            {
                Ir = planes,
                IrChannels = (uint)channels,
                IrFrames = (uint)frames,
                Mix = s.Mix,
                PreDelayMs = s.PreDelay.Value * 1000,
                Block = (uint)(s.Block ?? 0),
            });
        }
        finally
        {
            foreach (var pin in pins) pin.Dispose();
        }
    }
}
