using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Tests.Transport;

/// <summary>A sound that stops to come at certain frames until it is let on: what happens between them is in its place to within the frames that are read ahead.</summary>
internal sealed class GatedSource(ISoundSource inner, IReadOnlyList<long> gates) : ISoundSource
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _news = new();
    private readonly Lock _gate = new();
    private int _open;
    private long _at;
    private bool _isInterrupted;

    public MediaInfo Info => inner.Info;
    public string Title => inner.Title;
    public bool IsSeekable => inner.IsSeekable;
    public bool IsLive => false;
    public long DamagedPackets => 0;

    /// <summary>It was read to its end.</summary>
    public Task End => _end.Task.WaitAsync(Wait.Patience);

    /// <summary>The next gate opens.</summary>
    public void LetOn()
    {
        lock (_gate) _open++;
        _news.Set();
    }

    public int Read(AudioBlock block)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isInterrupted) throw new OperationCanceledException();
                if (_open >= gates.Count || _at < gates[_open]) break;
                _news.Reset();
            }
            _news.Wait();
        }
        var frames = inner.Read(block);
        _at += frames;
        if (frames == 0) _end.TrySetResult();
        return frames;
    }

    public void Seek(FrameCount position)
    {
        inner.Seek(position);
        _at = position.Value;
    }

    public void Interrupt()
    {
        lock (_gate) _isInterrupted = true;
        _news.Set();
        inner.Interrupt();
    }

    public void Dispose() => inner.Dispose();
}
