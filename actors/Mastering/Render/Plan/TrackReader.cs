using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>
/// A track as it enters the sum: decoded, on the plan's channels, through its chain with latency taken out and tails kept, at the plan's
/// rate. The samples do not depend on the sizes in which they are asked for. One thread at a time.
/// </summary>
internal sealed class TrackReader : IDisposable
{
    private const int BlockFrames = 8192;
    private readonly IMediaReader _reader;
    private readonly GraphSection _section;
    private readonly IResampler? _resampler;
    private readonly SampleHash? _pcm;
    private readonly AudioBlock _input, _nothing;
    private AudioBlock _work, _ready;
    private Step _step;
    private bool _more;
    private long _silence;
    private int _at;

    private enum Step
    {
        Reading,
        /// <summary>Silence through the chain, for its latency and tails.</summary>
        Flushing,
        /// <summary>What the resampler still holds.</summary>
        Draining,
        Done,
    }

    /// <param name="reader">Owned from here on.</param>
    /// <param name="chain">Compiled for <paramref name="format"/>.</param>
    /// <param name="format">Of the chain: the medium's rate, the plan's channels.</param>
    /// <param name="rate">Of the plan.</param>
    /// <param name="pcm">Sees every sample as it is decoded; may be null. Owned from here on.</param>
    /// <exception cref="ArgumentException">A parameter is out of its range at this rate.</exception>
    public TrackReader(IGraph graph, IMediaReader reader, CompiledChain chain, AudioFormat format, SampleRate rate, SampleHash? pcm)
    {
        (_reader, _pcm) = (reader, pcm);
        _input = new AudioBlock(reader.Info.Format.Channels, BlockFrames);
        _work = new AudioBlock(format.Channels, BlockFrames);
        _ready = new AudioBlock(format.Channels, BlockFrames) { Frames = 0 };
        _nothing = new AudioBlock(format.Channels, 1) { Frames = 0 };
        _section = new GraphSection(graph, chain.First, format, BlockFrames);
        _resampler = rate == format.Rate ? null : graph.Resample(format.Rate, rate, format.Channels, ResampleQuality.High);
    }

    public MediaInfo Info => _reader.Info;

    public long DamagedPackets => _reader.DamagedPackets;

    /// <summary>Asked once, when the last sample was decoded, with the hash of all of them.</summary>
    public Action<string>? Decoded { get; init; }

    /// <summary>Fills the block, with fewer frames only at the end; 0 is the end.</summary>
    public int Read(AudioBlock block)
    {
        var filled = 0;
        while (filled < block.Capacity)
        {
            if (_at == _ready.Frames)
            {
                if (!Produce()) break;
                continue;
            }
            var frames = Math.Min(block.Capacity - filled, _ready.Frames - _at);
            for (var c = 0; c < block.Channels; c++) _ready.Channel(c).Slice(_at, frames).CopyTo(block.Plane(c)[filled..]);
            (_at, filled) = (_at + frames, filled + frames);
        }
        block.Frames = filled;
        return filled;
    }

    public void Dispose()
    {
        _section.Dispose();
        _resampler?.Dispose();
        _pcm?.Dispose();
        _reader.Dispose();
    }

    /// <summary>The next ready frames, which may be none; false at the end.</summary>
    private bool Produce()
    {
        (_at, _ready.Frames) = (0, 0);
        if (_more)
        {
            Convert(_nothing);
            return true;
        }
        switch (_step)
        {
            case Step.Reading when _reader.Read(_input) > 0:
                _pcm?.Take(_input);
                ChannelSpread.Copy(_input, _work);
                Process();
                return true;
            case Step.Reading:
                if (_pcm is not null) Decoded?.Invoke(_pcm.Read());
                (_step, _silence) = (Step.Flushing, _section.FlushFrames);
                return true;
            case Step.Flushing when _silence > 0:
                _work.Clear();
                _work.Frames = (int)Math.Min(_silence, _work.Capacity);
                _silence -= _work.Frames;
                Process();
                return true;
            case Step.Flushing:
                _step = _resampler is null ? Step.Done : Step.Draining;
                return true;
            case Step.Draining:
                if (!_resampler!.Flush(_ready)) _step = Step.Done;
                return true;
            default:
                return false;
        }
    }

    private void Process()
    {
        _section.Process(_work);
        if (_resampler is null) (_work, _ready) = (_ready, _work);
        else Convert(_work);
    }

    private void Convert(AudioBlock input)
    {
        _resampler!.Process(input, _ready);
        // A full block says that more may be waiting inside.
        _more = _ready.Frames == _ready.Capacity;
    }
}
