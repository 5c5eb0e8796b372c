using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>From items' rate to the run's: one conversion that runs on from item to item, or none where the rates are equal.</summary>
internal sealed class RateStage : IDisposable
{
    private readonly IResampler? _resampler;
    private readonly AudioBlock _output;
    private readonly AudioBlock _nothing;
    private long _taken;

    /// <param name="resampler">Null: the rates are equal.</param>
    /// <param name="from">Of the items.</param>
    /// <param name="to">Of the run.</param>
    /// <param name="start">Frame of the run on which the first one in lies.</param>
    /// <param name="output">For what is converted.</param>
    public RateStage(IResampler? resampler, SampleRate from, SampleRate to, FrameCount start, AudioBlock output)
    {
        (_resampler, From, To, Start, _output) = (resampler, from, to, start, output);
        _nothing = new AudioBlock(output.Channels, 1);
    }

    public SampleRate From { get; }
    public SampleRate To { get; }
    public FrameCount Start { get; }
    public bool IsConverting => _resampler is not null;

    /// <summary>Where the next frame in lies: the first frame of the run that is not before it, and how far behind it that is, in frames of the item.</summary>
    public (FrameCount Run, double Behind) Next
    {
        get
        {
            if (_resampler is null) return (Start + new FrameCount(_taken), 0);
            var exact = (decimal)_taken * (decimal)To.Hz / (decimal)From.Hz;
            var run = decimal.Ceiling(exact);
            return (Start + new FrameCount((long)run), (double)((run - exact) * (decimal)From.Hz / (decimal)To.Hz));
        }
    }

    /// <summary>Converts a block into the sink.</summary>
    public void Push(AudioBlock block, RunSink sink)
    {
        _taken += block.Frames;
        if (_resampler is null)
        {
            sink.Take(block);
            return;
        }
        _resampler.Process(block, _output);
        while (true)
        {
            // Taking may change the block's Frames.
            var isMore = _output.Frames == _output.Capacity;
            sink.Take(_output);
            if (!isMore) return;
            _resampler.Process(_nothing, _output);
        }
    }

    /// <summary>What is still inside: ceil(n × to / from) frames in all have left then.</summary>
    public void Flush(RunSink sink)
    {
        if (_resampler is null) return;
        while (_resampler.Flush(_output))
            sink.Take(_output);
    }

    public void Dispose() => _resampler?.Dispose();
}
