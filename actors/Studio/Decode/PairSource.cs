using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>
/// Two sounds in step, as one of twice the channels: first those of A, then those of B. A mono one beside a wider one is spread over its channels.
/// Ends with the shorter one.
/// </summary>
/// <param name="a">Owned.</param>
/// <param name="b">Of the same rate; owned.</param>
/// <param name="gains">Factors of A and B.</param>
public sealed class PairSource : ISoundSource
{
    private readonly Half _a, _b;

    /// <exception cref="MediaException">Unsupported: other rates, or channels that do not go together.</exception>
    public PairSource(ISoundSource a, ISoundSource b, (double A, double B) gains)
    {
        var (one, other) = (a.Info.Format, b.Info.Format);
        if (one.Rate != other.Rate) throw new MediaException(MediaFault.Unsupported, $"{a.Title} has {one.Rate}, {b.Title} {other.Rate}.");
        Each = Math.Max(one.Channels, other.Channels);
        if (one.Channels != other.Channels && Math.Min(one.Channels, other.Channels) != 1)
            throw new MediaException(MediaFault.Unsupported, $"{a.Title} has {one.Channels} channel{(one.Channels == 1 ? "" : "s")}, {b.Title} {other.Channels}.");
        (_a, _b) = (new(a, gains.A), new(b, gains.B));
        var length = a.Info.Length is { } la && b.Info.Length is { } lb ? new FrameCount(Math.Min(la.Value, lb.Value)) : a.Info.Length ?? b.Info.Length;
        Info = new()
        {
            Format = new(one.Rate, 2 * Each, AudioFormat.DefaultMask(2 * Each)),
            Length = length,
            Estimate = length,
            Samples = SampleKind.F64,
            Container = "pair",
            Codec = "pcm",
            BitRate = 0,
            Tags = MediaTags.None,
        };
    }

    /// <summary>Channels of one of the two.</summary>
    public int Each { get; }

    public MediaInfo Info { get; }
    public string Title => $"{_a.Source.Title} | {_b.Source.Title}";
    public bool IsSeekable => _a.Source.IsSeekable && _b.Source.IsSeekable;
    public bool IsLive => false;
    public long DamagedPackets => _a.Source.DamagedPackets + _b.Source.DamagedPackets;

    public int Read(AudioBlock block)
    {
        // Each fills its block but at its end, so that both are always at one frame.
        var frames = Math.Min(_a.Read(block.Capacity), _b.Read(block.Capacity));
        block.Frames = frames;
        _a.CopyTo(block, 0, Each, frames);
        _b.CopyTo(block, Each, Each, frames);
        return frames;
    }

    public void Seek(FrameCount position)
    {
        _a.Source.Seek(position);
        _b.Source.Seek(position);
    }

    public void Interrupt()
    {
        _a.Source.Interrupt();
        _b.Source.Interrupt();
    }

    public void Dispose()
    {
        _a.Source.Dispose();
        _b.Source.Dispose();
    }

    private sealed class Half(ISoundSource source, double gain)
    {
        private AudioBlock? _block;

        public ISoundSource Source => source;

        public int Read(int frames)
        {
            if (_block?.Capacity != frames) _block = new(source.Info.Format.Channels, frames);
            return source.Read(_block);
        }

        public void CopyTo(AudioBlock to, int first, int count, int frames)
        {
            for (var c = 0; c < count; c++)
            {
                var from = _block!.Channel(Math.Min(c, _block.Channels - 1));
                var target = to.Channel(first + c);
                for (var k = 0; k < frames; k++) target[k] = from[k] * gain;
            }
        }
    }
}
