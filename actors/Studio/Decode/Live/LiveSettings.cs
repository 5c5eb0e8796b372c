using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Live;

/// <summary>How a live source is held between its own clock and the device's.</summary>
public sealed record LiveSettings
{
    /// <summary>What is held where it arrives evenly enough; more where it does not.</summary>
    public Seconds Aim { get; init; } = new(0.1);

    /// <summary>What is held at most; what comes beyond it is left out.</summary>
    public Seconds Most { get; init; } = new(2);

    /// <summary>How long arrivals are looked at before what is held is adapted.</summary>
    public Seconds Window { get; init; } = new(2);

    /// <summary>Of the arrivals of so long a time the earliest tells the source's clock: long enough that one of them is in time.</summary>
    public Seconds Evenness { get; init; } = new(0.5);

    /// <summary>How far the pitch may be bent, as a share: 0.0005 is less than a cent.</summary>
    public double MostBend { get; init; } = 0.0005;

    /// <summary>For streams over a network, whose servers send in pieces and stall.</summary>
    /// <param name="latency">That is asked for.</param>
    public static LiveSettings Network(Seconds latency) => new() { Aim = new(Math.Max(1, latency.Value)), Most = new(20), Window = new(5), Evenness = new(4) };

    /// <summary>For sound from this machine.</summary>
    /// <param name="latency">That is asked for.</param>
    public static LiveSettings Device(Seconds latency) => new() { Aim = new(Math.Max(0.02, latency.Value)), Most = new(Math.Max(2, 8 * latency.Value)) };
}
