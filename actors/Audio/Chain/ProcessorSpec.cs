using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain;

/// <summary>One processor of a chain with its parameters. Ranges are those of the native header ntdsp/graph.h.</summary>
public abstract record ProcessorSpec;

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

/// <summary>A cascade of at most 32 second-order bands.</summary>
public sealed record EqSpec(IReadOnlyList<EqBand> Bands) : ProcessorSpec;

/// <summary>Convolution with a finite impulse response at the processing rate.</summary>
/// <param name="Taps">For every channel, or for the mid when <paramref name="SideTaps"/> is given.</param>
/// <param name="SideTaps">Same length as Taps; the side of channels 0 and 1.</param>
/// <param name="Delay">Frames of the impulse's own delay, compensated by the renderer: (n−1)/2 for linear phase, 0 for minimum phase.</param>
public sealed record FirSpec(ReadOnlyMemory<double> Taps, ReadOnlyMemory<double>? SideTaps, int Delay) : ProcessorSpec;

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
public sealed record ReverbSpec(IReadOnlyList<ReadOnlyMemory<double>> ImpulseResponse, double Mix, Seconds PreDelay) : ProcessorSpec;

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
public sealed record MatchFirSpec(MatchCurve Curve) : ProcessorSpec;

/// <summary>A reverb by the name of its impulse response; <see cref="ReverbSpec"/> is what it becomes at the rate of a render.</summary>
public sealed record NamedReverbSpec(ReverbParams Reverb) : ProcessorSpec;
