using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain;

/// <summary>
/// The readable description of a sound: what a preset holds. Every stage is optional; an absent stage is not in the chain.
/// A preset compiles to a chain in the order pitch, EQ and match FIR, compressor, rider, exciter, width, reverb, gain, resample,
/// limiter, dither.
/// </summary>
public sealed record StyleParams
{
    /// <summary>At most 8.</summary>
    public IReadOnlyList<EqBand> Eq { get; init; } = [];
    public MatchCurve? MatchFir { get; init; }
    /// <summary>Single band.</summary>
    public CompressorSpec? Compressor { get; init; }
    /// <summary>In place of <see cref="Compressor"/>, never with it.</summary>
    public MultibandSpec? Multiband { get; init; }
    public RiderSpec? Rider { get; init; }
    public ExciterSpec? Exciter { get; init; }
    public WidthSpec? Stereo { get; init; }
    public ReverbParams? Reverb { get; init; }
    public PitchSpec? Pitch { get; init; }
    /// <summary>Static gain before the limiter.</summary>
    public Decibels Gain { get; init; }
    public LimiterSpec? Limiter { get; init; }
    /// <summary>Integrated loudness the render is to have; the renderer trims its gain to it.</summary>
    public Lufs? Loudness { get; init; }
    /// <summary>Plain words on what was done, what is not reachable and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>
/// The gain of a match FIR over frequency, independent of the sample rate; the FIR is designed from it at the rate of the render.
/// Between the points the gain in dB is interpolated over log frequency; outside it is held.
/// </summary>
/// <param name="Frequencies">Rising.</param>
/// <param name="MidDb">Gain of the mid (or of every channel when <paramref name="SideDb"/> is null), same count, within ±12 dB.</param>
/// <param name="SideDb">Gain of the side of the front pair.</param>
/// <param name="LinearPhase">Linear phase, otherwise minimum phase.</param>
public sealed record MatchCurve(
    IReadOnlyList<Hertz> Frequencies, IReadOnlyList<Decibels> MidDb, IReadOnlyList<Decibels>? SideDb, bool LinearPhase);

/// <summary>A reverb by the name of its impulse response.</summary>
/// <param name="ImpulseResponse">A file, or "synth:RT60_SECONDS:SEED" for one synthesised from a seed.</param>
/// <param name="Mix">0 to 1.</param>
public sealed record ReverbParams(string ImpulseResponse, double Mix, Seconds PreDelay)
{
    /// <summary>The longest impulse response that is taken.</summary>
    public static readonly Seconds Longest = new(12);
}
