using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>A chain at a rate and channel layout: what runs before a change of rate and what after.</summary>
/// <param name="Rate">Null without a change; then <paramref name="Second"/> is empty.</param>
internal sealed record CompiledChain(IReadOnlyList<ProcessorSpec> First, SampleRate? Rate, IReadOnlyList<ProcessorSpec> Second)
{
    public bool IsEmpty => First.Count == 0 && Rate is null && Second.Count == 0;

    /// <summary>Nothing of the sound is changed: at most the rate and the rounding.</summary>
    public bool IsTransparent => All.All(s => s is DitherSpec);

    public IEnumerable<ProcessorSpec> All => First.Concat(Second);

    public CompiledChain Append(ProcessorSpec last) => Rate is null ? this with { First = [.. First, last] } : this with { Second = [.. Second, last] };

    /// <summary>At the end, but ahead of a dither that ends it.</summary>
    public CompiledChain BeforeDither(ProcessorSpec spec)
    {
        var end = Rate is null ? First : Second;
        if (end.Count == 0 || end[^1] is not DitherSpec dither) return Append(spec);
        var list = (ProcessorSpec[])[.. end.SkipLast(1), spec, dither];
        return Rate is null ? this with { First = list } : this with { Second = list };
    }
}

/// <summary>Makes of a preset or a chain the processors that run it. Stages that would do nothing are left out.</summary>
internal sealed class ChainCompiler(IDecode decode, IGraph graph, IFourier fourier)
{
    private readonly ImpulseResponses _rooms = new(decode, graph);
    private readonly FirFiles _filters = new(decode, graph);
    // A file is rendered more than once with the same curve and room.
    private readonly Dictionary<(ProcessorSpec, AudioFormat), ProcessorSpec> _resolved = [];

    /// <param name="style">Runs in the order pitch, EQ, match FIR, compressor, rider, exciter, width, reverb, gain, resample, limiter.</param>
    /// <param name="format">Of the input.</param>
    /// <param name="rate">Of the output; null keeps the input's.</param>
    public CompiledChain Compile(StyleParams style, AudioFormat format, SampleRate? rate)
    {
        if (style.Compressor is not null && style.Multiband is not null)
            throw new ArgumentException("A preset has a compressor or a multiband compressor, not both.", nameof(style));
        style = RateFit.At(style, format.Rate);
        return Compile(StyleChain.Of(style with { Eq = [.. style.Eq.Where(b => !IsFlat(b) && b.Frequency.Value <= 0.49 * format.Rate.Hz)] }), format, rate);
    }

    /// <param name="rate">Of the output where the chain itself has no resample; null keeps the input's.</param>
    /// <exception cref="ArgumentException">A processor names a channel that is not there.</exception>
    public CompiledChain Compile(IReadOnlyList<ProcessorSpec> chain, AudioFormat format, SampleRate? rate)
    {
        var first = new List<ProcessorSpec>();
        var second = new List<ProcessorSpec>();
        SampleRate? changed = null;
        var now = format;
        ChannelFlow.After(chain, format.Channels); // names the place of a processor that cannot stand there
        foreach (var spec in chain)
        {
            if (spec is ResampleSpec resample)
            {
                if (changed is not null) throw new ArgumentException("A chain changes the rate at most once.", nameof(chain));
                if (resample.Rate == format.Rate) continue;
                changed = resample.Rate;
                now = now with { Rate = resample.Rate };
                continue;
            }
            var channels = ChannelFlow.After(spec, now.Channels);
            var own = now with { Channels = ChannelFlow.Own(spec, now.Channels) };
            if (Does(spec, own)) (changed is null ? first : second).Add(Resolve(spec, own));
            now = now with { Channels = channels };
        }
        if (changed is null && rate is { } wanted && wanted != format.Rate)
        {
            // Before a limiter or a dither that ends the chain, so that these see the samples that are written.
            var keep = first.Count;
            while (keep > 0 && first[keep - 1] is LimiterSpec or DitherSpec) keep--;
            return new CompiledChain(first[..keep], wanted, first[keep..]);
        }
        return new CompiledChain(first, changed, second);
    }

    /// <summary>One processor on the channels that it works on; null where it would do nothing.</summary>
    public ProcessorSpec? CompileOne(ProcessorSpec spec, AudioFormat own) => Does(spec, own) ? Resolve(spec, own) : null;

    private ProcessorSpec Resolve(ProcessorSpec spec, AudioFormat format)
    {
        if (spec is not ConvolutionSpec convolution || spec is FirSpec or ReverbSpec) return spec;
        if (_resolved.TryGetValue((spec, format), out var known)) return known;
        ConvolutionSpec resolved = spec switch
        {
            MatchFirSpec fir => CurveFir.Design(fir.Curve, format.Rate, format.Channels == 1, fourier),
            NamedFirSpec fir => _filters.Resolve(fir, format),
            _ => _rooms.Resolve(((NamedReverbSpec)spec).Reverb, format),
        };
        resolved = resolved with { Channels = spec.Channels, Block = convolution.Block };
        _resolved.Add((spec, format), resolved);
        return resolved;
    }

    private static bool IsFlat(EqBand band) => band.Type is EqType.Peaking or EqType.LowShelf or EqType.HighShelf && band.Gain.Value == 0;

    private static bool Does(ProcessorSpec spec, AudioFormat format) => spec switch
    {
        GainSpec s => s.Gain.Value != 0,
        PitchSpec s => s.Semitones != 0,
        EqSpec s => s.Bands.Any(b => !IsFlat(b)),
        MatchFirSpec s => s.Curve.MidDb.Any(g => g.Value != 0) || (s.Curve.SideDb?.Any(g => g.Value != 0) ?? false),
        WidthSpec s => format.Channels > 1 && s.Widths.Any(w => w != 1),
        CompressorSpec s => IsActive(s),
        MultibandSpec s => s.Bands.Any(IsActive),
        RiderSpec s => s.Amount > 0 && s.Max.Value > 0,
        ExciterSpec s => s.Mix > 0,
        NamedReverbSpec s => s.Reverb.Mix > 0,
        ReverbSpec s => s.Mix > 0,
        PolaritySpec s => s.IsInverted,
        DelaySpec s => s.Time is { Value: > 0 } || s.Frames > 0,
        GateSpec s => s.Range.Value > 0,
        DeEsserSpec s => s.Range.Value > 0 && s.Ratio > 1,
        EqualLoudnessSpec s => s.Volume.Value != 0 && s.Amount > 0,
        MidSideSpec or CrossfeedSpec => format.Channels > 1,
        _ => true,
    };

    private static bool IsActive(CompressorSpec s) => s.Mix > 0 && (s.Ratio != 1 || s.Makeup.Value != 0);
}
