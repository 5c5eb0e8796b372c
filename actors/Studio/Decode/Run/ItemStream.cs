using System.Numerics;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>The frames of one item, in the channels of the run and with its gain, at the item's own rate.</summary>
internal sealed class ItemStream : IDisposable
{
    private readonly ISoundSource _source;
    private readonly AudioBlock _raw;
    private readonly ChannelFold? _fold;
    private readonly long _end; // of the source; MaxValue: its own
    private int _offset;        // in _raw, of what is not given yet
    private bool _isSourceGone;

    private ItemStream(RunItem item, ISoundSource source, AudioBlock raw, int offset, AudioFormat run, double gain)
    {
        (Item, _source, _raw, _offset, Gain) = (item, source, raw, offset, gain);
        var rate = Format.Rate;
        _end = item.Item.End?.At(rate).Value ?? long.MaxValue;
        _fold = ChannelFold.Between(Format, run with { Rate = rate });
        Begin = item.Item.Start.At(rate);
        Position = Begin + item.From.At(rate);
    }

    public RunItem Item { get; }
    public double Gain { get; }
    public AudioFormat Format => _source.Info.Format;
    public MediaInfo Info => _source.Info;
    public string Title => Item.Item.Title ?? _source.Title;
    public bool IsLive => _source.IsLive;
    public long DamagedPackets => _source.DamagedPackets;
    public bool IsChanged => _fold is not null || Gain != 1 || IsLive;

    /// <summary>Of the source: where the item begins.</summary>
    public FrameCount Begin { get; }

    /// <summary>Of the source: the next frame.</summary>
    public FrameCount Position { get; private set; }

    public FrameCount InItem => Position - Begin;

    public FrameCount? Length
    {
        get
        {
            var end = _source.Info.Length is { } length ? Math.Min(length.Value, _end) : _end;
            return end == long.MaxValue ? null : new(Math.Max(0, end - Begin.Value));
        }
    }

    /// <summary>At its end: there should be more of it. A live source has no end of its own.</summary>
    public bool IsCutShort => IsLive || Length is { } length && InItem < length;

    /// <summary>Takes the source over, also where it throws.</summary>
    public static ItemStream Open(RunItem item, ISoundSource source, AudioFormat run, GainPolicy policy, int blockFrames)
    {
        try
        {
            var raw = new AudioBlock(source.Info.Format.Channels, blockFrames);
            var stream = new ItemStream(item, source, raw, 0, run, policy.Factor(GainsOf(item, source)));
            // A live one has no other place than now.
            if (stream.Position.Value > 0 && !source.IsLive)
            {
                if (source.Info.Length is { } length && stream.Position > length)
                    throw new MediaException(MediaFault.Unsupported, $"{stream.Title} is {length.At(stream.Format.Rate)} long: there is nothing at {stream.Position.At(stream.Format.Rate)}, where it should begin.");
                if (source.IsSeekable) source.Seek(stream.Position);
                else stream.ReadUpTo(stream.Position.Value);
            }
            return stream;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The stream of an item that begins in the same source where this one ends, which reads on; null where it does not. This one is over then.</summary>
    public ItemStream? Continue(RunItem next, AudioFormat run, GainPolicy policy)
    {
        if (_isSourceGone || _end == long.MaxValue || Position.Value != _end || next.Item.Address != Item.Item.Address || !next.From.IsZero) return null;
        if (next.Item.Start.At(Format.Rate).Value != _end) return null;
        _isSourceGone = true;
        return new(next, _source, _raw, _offset, run, policy.Factor(GainsOf(next, _source)));
    }

    /// <summary>Fills the block and sets its Frames; 0: the end. Fewer than the block holds are not yet the end.</summary>
    /// <exception cref="MediaException">The item cannot be read on.</exception>
    public int Read(AudioBlock block)
    {
        block.Frames = 0;
        var left = _end - Position.Value;
        if (left <= 0) return 0;
        if (_offset >= _raw.Frames)
        {
            _offset = 0;
            if (_source.Read(_raw) == 0) return 0;
        }
        var frames = (int)Math.Min(Math.Min(_raw.Frames - _offset, block.Capacity), left);
        block.Frames = frames;
        if (_fold is not null) _fold.Apply(_raw, _offset, block, frames);
        else
            for (var c = 0; c < block.Channels; c++) _raw.Plane(c).Slice(_offset, frames).CopyTo(block.Channel(c));
        if (Gain != 1)
            for (var c = 0; c < block.Channels; c++) Scale(block.Channel(c), Gain);
        _offset += frames;
        Position += new FrameCount(frames);
        return frames;
    }

    public void Dispose()
    {
        if (!_isSourceGone) _source.Dispose();
    }

    private static LevelGains GainsOf(RunItem item, ISoundSource source) => item.Item.Gains.Or(LevelGains.Of(source.Info.Tags));

    // What cannot seek is read and thrown away.
    private void ReadUpTo(long frame)
    {
        long at = 0;
        while (at < frame)
        {
            var got = _source.Read(_raw);
            if (got == 0) break;
            _offset = (int)Math.Min(got, frame - at);
            at += _offset;
        }
    }

    private static void Scale(Span<double> samples, double factor)
    {
        var i = 0;
        var wide = new Vector<double>(factor);
        for (; i <= samples.Length - Vector<double>.Count; i += Vector<double>.Count) (new Vector<double>(samples[i..]) * wide).CopyTo(samples[i..]);
        for (; i < samples.Length; i++) samples[i] *= factor;
    }
}
