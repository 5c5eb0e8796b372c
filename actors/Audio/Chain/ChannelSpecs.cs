using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain;

/// <summary>Every channel in bands, which become channels: N low bands, then the N next ones. Linkwitz-Riley.</summary>
/// <param name="Frequencies">1 to 7, rising.</param>
/// <param name="Order">2, 4 or 8.</param>
public sealed record CrossoverSpec(IReadOnlyList<Hertz> Frequencies, int Order) : ProcessorSpec;

/// <summary>Numbers are those of the native header.</summary>
public enum GainUnit
{
    Linear = 0,
    Decibels = 1,
}

/// <param name="From">Channel, from 0.</param>
/// <param name="To">Output, from 0.</param>
/// <param name="Gain">In the unit of its matrix: −144 to +24 dB, or a factor of −16 to 16.</param>
public readonly record struct MatrixRoute(int From, int To, double Gain, bool IsInverted = false);

/// <summary>Any channel to any channel.</summary>
/// <param name="Outputs">1 to 64.</param>
/// <param name="Routes">1 to 4096.</param>
public sealed record MatrixSpec(int Outputs, IReadOnlyList<MatrixRoute> Routes, GainUnit Unit) : ProcessorSpec;

public sealed record PolaritySpec(bool IsInverted) : ProcessorSpec;

/// <summary>A delay that is meant, and so no part of the latency. Exactly one of time and frames.</summary>
public sealed record DelaySpec : ProcessorSpec
{
    /// <summary>0 to 5 s.</summary>
    public Seconds? Time { get; init; }
    /// <summary>0 to 4,194,304, fractions allowed.</summary>
    public double? Frames { get; init; }
    /// <summary>Rounded to whole frames; otherwise a fraction is interpolated.</summary>
    public bool IsRounded { get; init; }
}

/// <summary>The front pair to mid and side, or back.</summary>
public sealed record MidSideSpec(bool Decode) : ProcessorSpec;

/// <param name="Cut">300 to 2000 Hz.</param>
/// <param name="Feed">1 to 15 dB.</param>
public sealed record CrossfeedSpec(Hertz Cut, Decibels Feed) : ProcessorSpec;
