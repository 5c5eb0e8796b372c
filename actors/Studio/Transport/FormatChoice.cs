using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Transport;

/// <summary>Which shape a run gets for what a device takes. Thread-safe.</summary>
/// <param name="Capabilities">Null: not known, everything is tried as it is.</param>
internal sealed record FormatChoice(DeviceCapabilities? Capabilities, SampleRate? Rate, bool IsBitPerfect)
{
    /// <summary>The shape that everything gets, whatever the device takes.</summary>
    public AudioFormat? Fixed { get; init; }

    /// <exception cref="MediaException">Unsupported: it would have to be changed, and may not be.</exception>
    public AudioFormat Of(AudioFormat source)
    {
        var shape = Fixed ?? source with { Rate = Rate ?? Nearest(source.Rate) };
        if (Fixed is null && Capabilities is { MaxChannels: > 0 } c)
        {
            var channels = Math.Clamp(source.Channels, Math.Max(1, c.MinChannels), c.MaxChannels);
            // A single channel stays one where the device has that, and is spread over two where it has not.
            if (channels != source.Channels) shape = shape with { Channels = channels, ChannelMask = AudioFormat.DefaultMask(channels) };
        }
        if (IsBitPerfect && (shape.Rate != source.Rate || shape.Channels != source.Channels))
        {
            throw new MediaException(MediaFault.Unsupported, shape.Rate != source.Rate
                ? $"the device does not take {source.Rate}, and nothing may be resampled; play it without --bit-perfect, or to another device"
                : $"the device does not take {source.Channels} channels, and nothing may be folded; play it without --bit-perfect, or to another device");
        }
        return shape;
    }

    // The rate itself; else a multiple of it, the next above, or the highest there is.
    private SampleRate Nearest(SampleRate rate)
    {
        if (Capabilities is not { Rates.Count: > 0 } c || c.Rates.Contains(rate)) return rate;
        var multiples = c.Rates.Where(r => r.Hz > rate.Hz && r.Hz % rate.Hz == 0).ToList();
        if (multiples.Count > 0) return multiples.MinBy(r => r.Hz);
        var above = c.Rates.Where(r => r.Hz > rate.Hz).ToList();
        return above.Count > 0 ? above.MinBy(r => r.Hz) : c.Rates.MaxBy(r => r.Hz);
    }
}
