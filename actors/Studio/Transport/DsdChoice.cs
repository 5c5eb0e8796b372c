using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Transport;

/// <summary>Whether the bits of DSD can go to a device, and in which forms. Immutable; what may change while it plays is asked for.</summary>
internal sealed record DsdChoice
{
    private const DeviceSamples Carriers = DeviceSamples.S24Packed | DeviceSamples.S24 | DeviceSamples.S32;

    public required DsdMode Mode { get; init; }

    /// <summary>Null: not known.</summary>
    public required DeviceCapabilities? Capabilities { get; init; }

    /// <summary>What is written has no pace and nobody who listens: bits only where nothing else is taken, or they were asked for.</summary>
    public required bool IsFile { get; init; }

    /// <summary>What was asked for that cannot be done to bits; null: nothing. Any thread.</summary>
    public required Func<string?> Hindrance { get; init; }

    /// <summary>Null where the bits can go there as they are, else why it becomes PCM.</summary>
    public string? WhyPcm(MediaInfo info)
    {
        if (Mode == DsdMode.Pcm) return "PCM was asked for";
        if (info.DsdRate is not { } rate) return $"the bits of {info.Codec} in {info.Container} are not read";
        if (Hindrance() is { } hindrance) return hindrance;
        if (Forms(rate).Count == 0) return Refusal(rate);
        return Capabilities is { } c && (info.Format.Channels < c.MinChannels || info.Format.Channels > c.MaxChannels)
            ? $"the device does not take {info.Format.Channels} channel{(info.Format.Channels == 1 ? "" : "s")}"
            : null;
    }

    /// <summary>What the device is to be asked for, one after the other.</summary>
    /// <param name="rate">Bits per second of each channel.</param>
    public IReadOnlyList<DeviceSamples> Forms(SampleRate rate)
    {
        // What is not known is tried where it was asked for.
        if (Capabilities is not { } c) return Mode switch { DsdMode.Native => [DeviceSamples.AllDsd], DsdMode.Dop => [DeviceSamples.AllDop], _ => [] };
        if (Mode == DsdMode.Auto && IsFile && (c.Samples & DeviceSamples.AllPcm) != 0) return [];
        var forms = new List<DeviceSamples>();
        if (Mode is DsdMode.Auto or DsdMode.Native && (c.Samples & DeviceSamples.AllDsd) != 0 && c.DsdRates.Contains(rate)) forms.Add(DeviceSamples.AllDsd);
        if (Mode is DsdMode.Auto or DsdMode.Dop && (c.Samples & DeviceSamples.AllDop) != 0 && c.DsdRates.Contains(rate)) forms.Add(DeviceSamples.AllDop);
        // A mixer carries it where it is left alone, which whoever asks for it must know.
        else if (Mode == DsdMode.Dop && (c.Samples & Carriers) != 0 && c.Rates.Contains(new(rate.Hz / 16))) forms.Add(DeviceSamples.AllDop);
        return forms;
    }

    private string Refusal(SampleRate rate)
    {
        if (Capabilities is not { } c) return "it is not known whether the device takes DSD";
        if (IsFile && Mode == DsdMode.Auto) return "the file is one of PCM, and nothing else was asked for";
        var what = Mode switch { DsdMode.Native => "native DSD", DsdMode.Dop => "DoP", _ => "neither native DSD nor DoP" };
        var known = c.DsdRates.Count > 0 && !c.DsdRates.Contains(rate);
        if (known) return $"the device does not take DSD at {rate}";
        return Mode == DsdMode.Auto ? $"the device takes {what}" : $"the device does not take {what}";
    }
}
