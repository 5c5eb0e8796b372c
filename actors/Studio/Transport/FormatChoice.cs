using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Studio.Decode.Run;

namespace NTWorkstation.Studio.Transport;

/// <summary>Which shape a run gets for what a device takes. Thread-safe.</summary>
/// <param name="Capabilities">Null: not known, everything is tried as it is.</param>
/// <param name="Rate">Asked for; null: the source's own.</param>
internal sealed record FormatChoice(DeviceCapabilities? Capabilities, SampleRate? Rate, bool IsBitPerfect, DsdChoice Dsd)
{
    private const double MostInFiles = 384_000; // every container takes whole rates up to there

    /// <summary>The shape that everything gets, whatever the device takes.</summary>
    public RunShape? Fixed { get; init; }

    /// <exception cref="MediaException">Unsupported: it would have to be changed, and may not be.</exception>
    public RunShape Of(MediaInfo info)
    {
        if (info.Samples == SampleKind.Dsd)
        {
            if (WhyPcm(info) is not { } reason) return Fixed ?? RunShape.Bits(info);
            if (IsBitPerfect) throw Refused($"its bits cannot go to the device: {reason}; play it without --bit-perfect, or to another device");
        }
        if (Fixed is { Coding: RunCoding.Bits } bits) throw Refused($"what is written is DSD of {bits.DeviceRate}, {bits.Format.Channels} channel{(bits.Format.Channels == 1 ? "" : "s")}, and this is not; nt convert makes DSD of other music");
        if (Fixed is null && Capabilities is { } c && (c.Samples & DeviceSamples.AllPcm) == 0)
            throw Refused(info.Samples == SampleKind.Dsd ? $"its bits cannot go to the device, which takes nothing but DSD: {WhyPcm(info)}" : "the device takes nothing but DSD; nt convert makes DSD of other music");
        return RunShape.Pcm(OfPcm(info.Format)) with { IsOfFloats = Fixed is { } shape ? shape.IsOfFloats : IsBitPerfect && DeviceForm.IsFloat(info.Samples) };
    }

    /// <summary>Of DSD: null where it stays what it is, else why not.</summary>
    public string? WhyPcm(MediaInfo info) => Fixed switch
    {
        { Coding: RunCoding.Pcm } => "what is written is PCM",
        { Coding: RunCoding.Bits } bits => info.DsdRate is null || !RunShape.Bits(info).Joins(bits) ? $"what is written is DSD of {bits.DeviceRate}, {bits.Format.Channels} channel{(bits.Format.Channels == 1 ? "" : "s")}" : null,
        _ => Dsd.WhyPcm(info),
    };

    private AudioFormat OfPcm(AudioFormat source)
    {
        var shape = Fixed?.Format ?? source with { Rate = Rate ?? Nearest(source.Rate) };
        if (Fixed is null && Capabilities is { MaxChannels: > 0 } c)
        {
            var channels = Math.Clamp(source.Channels, Math.Max(1, c.MinChannels), c.MaxChannels);
            // A single channel stays one where the device has that, and is spread over two where it has not.
            if (channels != source.Channels) shape = shape with { Channels = channels, ChannelMask = AudioFormat.DefaultMask(channels) };
        }
        if (IsBitPerfect && (shape.Rate != source.Rate || shape.Channels != source.Channels))
        {
            throw Refused(shape.Rate != source.Rate
                ? $"the device does not take {source.Rate}, and nothing may be resampled; play it without --bit-perfect, or to another device"
                : $"the device does not take {source.Channels} channel{(source.Channels == 1 ? "" : "s")}, and nothing may be folded; play it without --bit-perfect, or to another device");
        }
        return shape;
    }

    private static MediaException Refused(string why) => new(MediaFault.Unsupported, why);

    // The rate itself; else a multiple of it, the next above, or the highest there is.
    private SampleRate Nearest(SampleRate rate)
    {
        // A file of PCM writes down whatever whole rate it has; what is listed is what is usual.
        if (Dsd.IsFile && rate.Hz <= MostInFiles && rate.Hz == Math.Floor(rate.Hz)) return rate;
        if (Capabilities is not { Rates.Count: > 0 } c || c.Rates.Contains(rate)) return rate;
        var multiples = c.Rates.Where(r => r.Hz > rate.Hz && r.Hz % rate.Hz == 0).ToList();
        if (multiples.Count > 0) return multiples.MinBy(r => r.Hz);
        var above = c.Rates.Where(r => r.Hz > rate.Hz).ToList();
        return above.Count > 0 ? above.MinBy(r => r.Hz) : c.Rates.MaxBy(r => r.Hz);
    }
}
