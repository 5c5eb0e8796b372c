using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>The writing end of a run: crossfades, waits for room, counts.</summary>
internal sealed class RunSink
{
    // How soon a cancelled writer that waits for room ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly IFrameSink _sink;
    private readonly CrossfadeLine? _line;
    private readonly AudioBlock _drained;
    private readonly CancellationToken _cancel;
    private readonly long _ready;
    private readonly Action _filled;
    private bool _isReady;

    /// <param name="sink">Where the frames go.</param>
    /// <param name="line">Null: no crossfade.</param>
    /// <param name="ready">Frames that make a run ready.</param>
    /// <param name="filled">Called once when it is.</param>
    /// <param name="cancel">Ends a wait.</param>
    public RunSink(IFrameSink sink, CrossfadeLine? line, FrameCount ready, Action filled, CancellationToken cancel)
    {
        (_sink, _line, _ready, _filled, _cancel) = (sink, line, Math.Min(ready.Value, sink.Capacity.Value / 2), filled, cancel);
        _drained = new AudioBlock(sink.Channels, 1024);
    }

    public int Channels => _sink.Channels;

    public bool IsCrossfading => _line is not null;

    public FrameCount Written { get; private set; }

    /// <summary>Frames of the run so far, those included that a crossfade holds back.</summary>
    public FrameCount End => new(Written.Value + (_line?.Held ?? 0));

    public void Take(AudioBlock block)
    {
        _line?.Exchange(block);
        Write(block);
    }

    /// <summary>The next item is faded over the last frames.</summary>
    /// <returns>The frame of the run where it begins.</returns>
    public FrameCount BeginFade(long previous, long next) => _line is null ? End : End - new FrameCount(_line.BeginFade(previous, next));

    /// <summary>What is held back, too; then the sink is closed.</summary>
    public void Finish()
    {
        while (_line is not null && _line.Drain(_drained)) Write(_drained);
        Close();
        Ready();
    }

    public void Close() => _sink.Close();

    private void Write(AudioBlock block)
    {
        if (block.Frames == 0) return;
        var frames = new FrameCount(block.Frames);
        _cancel.ThrowIfCancellationRequested();
        if (!_sink.WaitWritable(frames, TimeSpan.Zero))
        {
            // Full: an eighth is awaited at a time, so that the thread sleeps long and works in bursts.
            var room = new FrameCount(Math.Max(frames.Value, _sink.Capacity.Value / 8));
            while (!_sink.WaitWritable(room, Patience)) _cancel.ThrowIfCancellationRequested();
        }
        if (_sink.Write(block) != block.Frames) throw new InvalidOperationException("The sink took fewer frames than it had room for.");
        Written += frames;
        if (Written.Value >= _ready) Ready();
    }

    private void Ready()
    {
        if (_isReady) return;
        _isReady = true;
        _filled();
    }
}
