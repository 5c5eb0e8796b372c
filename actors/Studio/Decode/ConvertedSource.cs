using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode;

/// <summary>A source at another rate, to be read and sought as if it were stored so. Owns the source.</summary>
public sealed class ConvertedSource : ISoundSource
{
    private const int BlockFrames = 4096;

    private readonly ISoundSource _source;
    private readonly IGraph _graph;
    private readonly AudioBlock _in, _out;
    private readonly AudioBlock _nothing;
    private readonly (decimal From, decimal To) _ratio; // in whole numbers, where the rates are
    private IResampler _resampler;
    private int _taken; // of _out
    private long _skip; // frames that come before what was sought
    private bool _isMore, _isFlushing, _isOver;

    /// <exception cref="ArgumentException">There is no conversion between the rates.</exception>
    public ConvertedSource(ISoundSource source, SampleRate rate, IGraph graph)
    {
        var format = source.Info.Format;
        (_source, _graph) = (source, graph);
        Info = source.Info with
        {
            Format = format with { Rate = rate },
            Length = Converted(source.Info.Length, format.Rate, rate),
            Estimate = Converted(source.Info.Estimate, format.Rate, rate),
        };
        _ratio = Reduced((decimal)format.Rate.Hz, (decimal)rate.Hz);
        (_in, _out, _nothing) = (new(format.Channels, BlockFrames), new(format.Channels, BlockFrames), new(format.Channels, 1));
        _resampler = Make();
    }

    public MediaInfo Info { get; }
    public string Title => _source.Title;
    public bool IsSeekable => _source.IsSeekable;
    public bool IsLive => _source.IsLive;
    public long DamagedPackets => _source.DamagedPackets;

    public int Read(AudioBlock block)
    {
        block.Frames = block.Capacity;
        var got = 0;
        while (got < block.Capacity)
        {
            if (_taken == _out.Frames && !Refill()) break;
            var skipped = (int)Math.Min(_skip, _out.Frames - _taken);
            (_skip, _taken) = (_skip - skipped, _taken + skipped);
            var count = Math.Min(block.Capacity - got, _out.Frames - _taken);
            for (var c = 0; c < block.Channels; c++) _out.Channel(c).Slice(_taken, count).CopyTo(block.Channel(c)[got..]);
            (_taken, got) = (_taken + count, got + count);
        }
        return block.Frames = got;
    }

    /// <remarks>The conversion begins anew at a frame that both rates share, so that the samples lie where they would without a seek; the filter hears
    /// nothing from before it.</remarks>
    public void Seek(FrameCount position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Value, nameof(position));
        var units = (long)decimal.Floor(position.Value / _ratio.To);
        _source.Seek(new((long)(units * _ratio.From)));
        _resampler.Dispose();
        _resampler = Make();
        (_taken, _out.Frames, _skip) = (0, 0, position.Value - (long)(units * _ratio.To));
        (_isMore, _isFlushing, _isOver) = (false, false, false);
    }

    public void Interrupt() => _source.Interrupt();

    public void Dispose()
    {
        _resampler.Dispose();
        _source.Dispose();
    }

    private bool Refill()
    {
        _taken = 0;
        do
        {
            _out.Frames = 0;
            if (_isOver) return false;
            if (_isFlushing) _isOver = !_resampler.Flush(_out);
            else if (_isMore) _resampler.Process(_nothing, _out);
            else if (_source.Read(_in) > 0) _resampler.Process(_in, _out);
            else _isFlushing = true;
            _isMore = !_isFlushing && _out.Frames == _out.Capacity;
        }
        while (_out.Frames == 0);
        return true;
    }

    private IResampler Make() => _graph.Resample(_source.Info.Format.Rate, Info.Format.Rate, Info.Format.Channels, ResampleQuality.High);

    private static FrameCount? Converted(FrameCount? frames, SampleRate from, SampleRate to) =>
        frames is { } known ? new((long)decimal.Ceiling(known.Value * (decimal)to.Hz / (decimal)from.Hz)) : null;

    private static (decimal From, decimal To) Reduced(decimal from, decimal to)
    {
        while (decimal.Floor(from) != from || decimal.Floor(to) != to) (from, to) = (from * 10, to * 10);
        var (a, b) = (from, to);
        while (b != 0) (a, b) = (b, a % b);
        return (from / a, to / a);
    }
}
