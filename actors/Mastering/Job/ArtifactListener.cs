using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Job;

/// <summary>
/// Brings the target's samples together with the render's, which come later by what is in flight and by the graph's latency, and counts
/// artifacts. The two sides are on different threads.
/// </summary>
internal sealed class ArtifactListener : IBlockSink, IDisposable
{
    private readonly IArtifactMeter _meter;
    private readonly Lock _lock = new();
    private readonly Queue<AudioBlock> _waiting = new();
    private readonly Stack<AudioBlock> _spare = new();
    private AudioBlock? _aligned;
    private int _offset;
    private double? _rate;

    public ArtifactListener(IArtifactMeter meter)
    {
        _meter = meter;
        Input = new Recorder(this);
    }

    /// <summary>Takes the target's blocks, on the reading thread.</summary>
    public IBlockSink Input { get; }

    /// <summary>Share of the 10 ms frames with an artifact.</summary>
    public double Rate => _rate ?? _meter.Read().Rate;

    public void Take(AudioBlock block)
    {
        if (_aligned is null || _aligned.Capacity < block.Frames) _aligned = new AudioBlock(block.Channels, block.Capacity);
        _aligned.Frames = block.Frames;
        for (var done = 0; done < block.Frames;)
        {
            AudioBlock? target;
            lock (_lock)
                if (!_waiting.TryPeek(out target)) return; // a reverb's tail has no target beside it
            var frames = Math.Min(block.Frames - done, target.Frames - _offset);
            for (var c = 0; c < block.Channels; c++) target.Channel(c).Slice(_offset, frames).CopyTo(_aligned.Channel(c)[done..]);
            done += frames;
            _offset += frames;
            if (_offset < target.Frames) continue;
            _offset = 0;
            lock (_lock) _spare.Push(_waiting.Dequeue());
        }
        _meter.Add(_aligned, block);
    }

    /// <summary>The rate stays readable.</summary>
    public void Dispose()
    {
        _rate ??= _meter.Read().Rate;
        _meter.Dispose();
    }

    private void Record(AudioBlock block)
    {
        AudioBlock? copy;
        lock (_lock)
            if (!_spare.TryPop(out copy)) copy = null;
        copy ??= new AudioBlock(block.Channels, block.Capacity);
        copy.Frames = block.Frames;
        for (var c = 0; c < block.Channels; c++) block.Channel(c).CopyTo(copy.Channel(c));
        lock (_lock) _waiting.Enqueue(copy);
    }

    private sealed class Recorder(ArtifactListener owner) : IBlockSink
    {
        public void Take(AudioBlock block) => owner.Record(block);
    }
}
