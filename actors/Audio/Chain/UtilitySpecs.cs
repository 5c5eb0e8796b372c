using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain;

/// <param name="Frequency">0.5 to 100 Hz.</param>
public sealed record DcBlockSpec(Hertz Frequency) : ProcessorSpec;

public sealed record GateSpec : ProcessorSpec
{
    public required Decibels Threshold { get; init; }
    public Decibels Hysteresis { get; init; } = new(6);
    /// <summary>What is taken away when it is closed.</summary>
    public Decibels Range { get; init; } = new(60);
    public Seconds Attack { get; init; } = new(0.001);
    public Seconds Hold { get; init; } = new(0.020);
    public Seconds Release { get; init; } = new(0.100);
    public Seconds LookAhead { get; init; }
}

public sealed record DeEsserSpec : ProcessorSpec
{
    public required Decibels Threshold { get; init; }
    public Hertz Frequency { get; init; } = new(6000);
    public double Ratio { get; init; } = 4;
    public Decibels Knee { get; init; } = new(6);
    /// <summary>Most reduction.</summary>
    public Decibels Range { get; init; } = new(12);
    public Seconds Attack { get; init; } = new(0.001);
    public Seconds Release { get; init; } = new(0.060);
    public Seconds LookAhead { get; init; }
    /// <summary>All of the signal is turned down, not only the part above the frequency.</summary>
    public bool IsWide { get; init; }
}

/// <summary>What the ear loses at a lower volume, given back (ISO 226:2003).</summary>
/// <param name="ReferencePhon">40 to 90.</param>
/// <param name="Volume">−70 to 0 dB.</param>
/// <param name="Amount">0 to 1.</param>
public sealed record EqualLoudnessSpec(double ReferencePhon, Decibels Volume, double Amount) : ProcessorSpec;
