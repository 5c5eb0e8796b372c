using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Run;

/// <summary>How a run's thread keeps pace with who takes its frames: it waits for room, counts, and tells once when there is enough to begin.</summary>
internal sealed class SinkRoom
{
    // How soon a cancelled writer that waits for room ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly IStreamSink _sink;
    private readonly CancellationToken _cancel;
    private readonly long _ready;
    private readonly Action _filled;
    private bool _isReady;

    /// <param name="sink">Where the frames go.</param>
    /// <param name="ready">Frames that make a run ready.</param>
    /// <param name="filled">Called once when it is.</param>
    /// <param name="cancel">Ends a wait.</param>
    public SinkRoom(IStreamSink sink, FrameCount ready, Action filled, CancellationToken cancel) =>
        (_sink, _ready, _filled, _cancel) = (sink, Math.Min(ready.Value, sink.Capacity.Value / 2), filled, cancel);

    /// <summary>Frames so far.</summary>
    public FrameCount Written { get; private set; }

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Await(FrameCount frames)
    {
        _cancel.ThrowIfCancellationRequested();
        if (_sink.WaitWritable(frames, TimeSpan.Zero)) return;
        // Full: an eighth is awaited at a time, so that the thread sleeps long and works in bursts.
        var room = new FrameCount(Math.Max(frames.Value, _sink.Capacity.Value / 8));
        while (!_sink.WaitWritable(room, Patience)) _cancel.ThrowIfCancellationRequested();
    }

    /// <param name="wanted">Frames there was room for.</param>
    /// <param name="taken">Frames that the sink took.</param>
    public void Count(int wanted, int taken)
    {
        if (taken != wanted) throw new InvalidOperationException("The sink took fewer frames than it had room for.");
        Written += new FrameCount(taken);
        if (Written.Value >= _ready) Ready();
    }

    /// <summary>Nothing follows.</summary>
    public void Close()
    {
        _sink.Close();
        Ready();
    }

    private void Ready()
    {
        if (_isReady) return;
        _isReady = true;
        _filled();
    }
}
