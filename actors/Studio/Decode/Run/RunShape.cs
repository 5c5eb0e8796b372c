using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>What the frames of a run are.</summary>
public enum RunCoding
{
    /// <summary>An f64 of each channel.</summary>
    Pcm = 0,
    /// <summary>A byte of each channel: eight bits of DSD, the earliest the highest.</summary>
    Bits = 1,
}

/// <summary>What a run is made of from its beginning to its end.</summary>
/// <param name="Coding">Of its frames.</param>
/// <param name="Format">Its rate counts frames: of bits an eighth of their own rate.</param>
/// <param name="IsOfFloats">Set where samples must arrive as they are: floats, for which a device has another form than for whole numbers.</param>
public readonly record struct RunShape(RunCoding Coding, AudioFormat Format, bool IsOfFloats = false)
{
    public static RunShape Pcm(AudioFormat format) => new(RunCoding.Pcm, format);

    /// <summary>The bits of a source as they are.</summary>
    /// <exception cref="MediaException">Unsupported: it has none.</exception>
    public static RunShape Bits(MediaInfo info) => info.DsdRate is { } rate
        ? new(RunCoding.Bits, info.Format with { Rate = new(rate.Hz / 8) })
        : throw new MediaException(MediaFault.Unsupported, $"its bits are not read ({info.Container}, {info.Codec})");

    /// <summary>Bits of each channel a second; of PCM the rate.</summary>
    public SampleRate DeviceRate => Coding == RunCoding.Bits ? new(Format.Rate.Hz * 8) : Format.Rate;

    /// <summary>Both can stand in one run.</summary>
    public bool Joins(RunShape other) => Coding == other.Coding && IsOfFloats == other.IsOfFloats && Format.Rate == other.Format.Rate && Format.Channels == other.Format.Channels;
}
