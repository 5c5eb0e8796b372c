using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain;

/// <summary>One processor of a chain with its parameters. Ranges are those of the native headers ntdsp/graph.h and ntdsp/processors.h.</summary>
public abstract record ProcessorSpec
{
    /// <summary>
    /// Of the channels at its place, those that it works on; null: all. The others are delayed by its latency. Its first outputs take the
    /// places of these channels; more follow as new channels at the end, with fewer the places left over vanish.
    /// </summary>
    public ChannelList? Channels { get; init; }
}

public sealed record GainSpec(Decibels Gain) : ProcessorSpec;

/// <summary>Numbers are those of the native header.</summary>
public enum EqType
{
    Peaking = 0,
    LowShelf = 1,
    HighShelf = 2,
    LowPass = 3,
    HighPass = 4,
    BandPass = 5,
    Notch = 6,
    AllPass = 7,
}

/// <param name="Q">0.05 to 40; shelves to 2.</param>
/// <param name="Gain">−24 to +24 dB; peaking and shelves only.</param>
public readonly record struct EqBand(EqType Type, Hertz Frequency, double Q, Decibels Gain);

/// <summary>How bands become digital filters. Numbers are those of the native header.</summary>
public enum EqDesign
{
    /// <summary>The magnitude of the analogue prototype up to the edge of hearing.</summary>
    Matched = 0,
    /// <summary>The bilinear transform of the cookbook formulas, as most other equalisers have it.</summary>
    Bilinear = 1,
}

/// <summary>A cascade of at most 32 second-order bands.</summary>
public sealed record EqSpec(IReadOnlyList<EqBand> Bands) : ProcessorSpec
{
    public EqDesign Design { get; init; }
}

/// <summary>(b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²).</summary>
public readonly record struct BiquadSection(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>Both poles are within the unit circle.</summary>
    public bool IsStable => Math.Abs(A1) < 1 + A2 && A2 < 1;
}

/// <summary>Second-order sections by their coefficients.</summary>
/// <param name="Sections">1 to 64.</param>
/// <param name="Rate">The rate that the coefficients are of, and the only one that they run at; null: any.</param>
public sealed record BiquadSpec(IReadOnlyList<BiquadSection> Sections, SampleRate? Rate) : ProcessorSpec
{
    public bool Equals(BiquadSpec? other) => other is not null && Equals(Channels, other.Channels) && Rate == other.Rate && Sections.SequenceEqual(other.Sections);

    public override int GetHashCode() => Sections.Aggregate(Rate.GetHashCode(), HashCode.Combine);
}

/// <summary>Something that is convolved with.</summary>
public abstract record ConvolutionSpec : ProcessorSpec
{
    /// <summary>
    /// Null: laid out for renders, at the least cost. For live streams a power of two from 32 to 4096 frames: the latency is the response's own
    /// alone. The samples are the same but for rounding.
    /// </summary>
    public int? Block { get; init; }
}

/// <summary>Convolution with a finite impulse response at the processing rate.</summary>
/// <param name="Taps">For every channel, or for the mid when <paramref name="SideTaps"/> is given.</param>
/// <param name="SideTaps">Same length as Taps; the side of channels 0 and 1.</param>
/// <param name="Delay">Frames of the impulse's own delay, compensated by the renderer: (n−1)/2 for linear phase, 0 for minimum phase.</param>
public sealed record FirSpec(ReadOnlyMemory<double> Taps, ReadOnlyMemory<double>? SideTaps, int Delay) : ConvolutionSpec
{
    /// <summary>Above 0 each of so many channels has a response of its own, one after the other in Taps; the stream must have as many.</summary>
    public int Responses { get; init; }
}

/// <summary>Side gain of the front pair, whole (one width) or in four bands.</summary>
public sealed record WidthSpec(IReadOnlyList<double> Widths, IReadOnlyList<Hertz> Crossovers) : ProcessorSpec;

public enum Detector
{
    Peak = 0,
    Rms = 1,
}

public sealed record CompressorSpec : ProcessorSpec
{
    public required Decibels Threshold { get; init; }
    public required double Ratio { get; init; }
    public Decibels Knee { get; init; } = new(6);
    public Seconds Attack { get; init; } = new(0.010);
    public Seconds Release { get; init; } = new(0.150);
    public Seconds LookAhead { get; init; }
    public Decibels Makeup { get; init; }
    public Seconds RmsTime { get; init; } = new(0.010);
    public double Mix { get; init; } = 1;
    public Detector Detector { get; init; } = Detector.Rms;
}

/// <summary>A compressor a band; Linkwitz-Riley crossovers of fourth order.</summary>
public sealed record MultibandSpec(IReadOnlyList<CompressorSpec> Bands, IReadOnlyList<Hertz> Crossovers) : ProcessorSpec;

public sealed record ExciterSpec(Decibels Drive, double Mix, Hertz From) : ProcessorSpec;

/// <summary>A slow gain towards a loudness.</summary>
public sealed record RiderSpec : ProcessorSpec
{
    public required Lufs Target { get; init; }
    public required double Amount { get; init; }
    public Decibels Max { get; init; } = new(3);
    public double RateDbPerSecond { get; init; } = 1;
    public Lufs Gate { get; init; } = new(-50);
    public Seconds Window { get; init; } = new(3);
}

/// <summary>Convolution reverb. The impulse response is at the processing rate.</summary>
public sealed record ReverbSpec(IReadOnlyList<ReadOnlyMemory<double>> ImpulseResponse, double Mix, Seconds PreDelay) : ConvolutionSpec;

public sealed record LimiterSpec : ProcessorSpec
{
    /// <summary>Reduction that 95 % of the time stays below in a match; what would need more is not reachable.</summary>
    public static readonly Decibels MostReduction = new(6);

    public required Decibels Ceiling { get; init; }
    public Seconds LookAhead { get; init; } = new(0.005);
    public Seconds Release { get; init; } = new(0.080);
}

public enum DitherKind
{
    None = 0,
    Tpdf = 1,
    Shaped = 2,
}

/// <summary>Quantises to a grid of <paramref name="Bits"/> bits.</summary>
public sealed record DitherSpec(int Bits, DitherKind Kind, ulong Seed) : ProcessorSpec;

public sealed record PitchSpec(double Semitones) : ProcessorSpec;

/// <summary>A change of rate at this place of the chain.</summary>
public sealed record ResampleSpec(SampleRate Rate) : ProcessorSpec;

/// <summary>A match FIR as its curve; <see cref="FirSpec"/> is what it becomes at the rate of a render.</summary>
public sealed record MatchFirSpec(MatchCurve Curve) : ConvolutionSpec;

/// <summary>Where the output of a FIR stands in time.</summary>
public enum FirAlignment
{
    /// <summary>As the filter is: a linear phase one delays.</summary>
    Start = 0,
    /// <summary>Moved forward by the place of the greatest tap, so that the filter's own delay is compensated.</summary>
    Peak = 1,
}

/// <summary>
/// A FIR by its file or its taps; <see cref="FirSpec"/> is what it becomes at the
/// rate of a render. The taps are taken as they are: nothing is normalised.
/// </summary>
/// <param name="File">Audio, or text with a number a line; null with <paramref name="Taps"/>.</param>
/// <param name="Taps">Null with <paramref name="File"/>.</param>
/// <param name="Channel">Of an audio file the channel that every channel is filtered with; null: one response for all, or one for each channel.</param>
/// <param name="Rate">Of taps in text; null: whatever the rate is. An audio file knows its own. At another rate the response is resampled.</param>
public sealed record NamedFirSpec(string? File, IReadOnlyList<double>? Taps, int? Channel, SampleRate? Rate, Decibels Gain, FirAlignment Alignment) : ConvolutionSpec
{
    /// <summary>The longest response in taps.</summary>
    public const int MostTaps = 1048576;

    public bool Equals(NamedFirSpec? other) =>
        other is not null && Equals(Channels, other.Channels) && (File, Channel, Rate, Gain, Alignment, Block) == (other.File, other.Channel, other.Rate, other.Gain, other.Alignment, other.Block)
        && (Taps ?? []).SequenceEqual(other.Taps ?? []);

    public override int GetHashCode() => HashCode.Combine(File, Channel, Rate, Gain, Alignment, Taps?.Count);
}

/// <summary>A reverb by the name of its impulse response; <see cref="ReverbSpec"/> is what it becomes at the rate of a render.</summary>
public sealed record NamedReverbSpec(ReverbParams Reverb) : ConvolutionSpec;
