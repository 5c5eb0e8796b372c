using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Output;

/// <summary>What is asked of a device.</summary>
public sealed record DeviceRequest
{
    /// <summary>Of PCM; of DSD the bit rate of a channel.</summary>
    public required SampleRate Rate { get; init; }
    /// <summary>1 to 64; of DSD to 6.</summary>
    public required int Channels { get; init; }
    /// <summary>What may be chosen, the device's best first; PCM alone, or DSD and DoP alone.</summary>
    public required DeviceSamples Samples { get; init; }
    /// <summary>From the ring's writer to the device's end of its buffer; 0.002 to 2 s.</summary>
    public required Seconds Latency { get; init; }
    /// <summary>TPDF dither to the form's bits, where it is S16 or S24 and the sound is not made of its steps anyway.</summary>
    public bool Dithers { get; init; }
    /// <summary>Of the dither.</summary>
    public ulong Seed { get; init; }
    /// <summary>Refuse a device that would change samples itself.</summary>
    public bool IsExact { get; init; }
    /// <summary>Null and files: frames are taken as fast as they come.</summary>
    public bool IsUnpaced { get; init; }
    /// <summary>Of the ring; zero: a third of the latency.</summary>
    public FrameCount Buffer { get; init; }
    /// <summary>For mixers and routers; null: the application's name.</summary>
    public string? ClientName { get; init; }
    public string? StreamTitle { get; init; }
}

/// <summary>What was agreed with a device.</summary>
/// <param name="Rate">As the request counts.</param>
/// <param name="Samples">One form.</param>
/// <param name="Latency">Of ring and device together, as configured.</param>
/// <param name="Period">What the device usually takes at once, in frames of the ring; zero: it varies.</param>
/// <param name="IsExact">What is written reaches the device's end unchanged, as far as can be told.</param>
public sealed record DeviceFormat(SampleRate Rate, int Channels, DeviceSamples Samples, Seconds Latency, FrameCount Period, bool IsExact);
