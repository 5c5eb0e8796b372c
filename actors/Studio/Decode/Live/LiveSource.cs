using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Live;

/// <summary>A live source by the clock of who reads it: a thread takes what comes, and what is read comes through a <see cref="LiveBuffer"/>.</summary>
internal sealed class LiveSource : ISoundSource
{
    private const int BlockFrames = 1024;

    private readonly ISoundSource _inner;
    private readonly LiveBuffer _buffer;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Lock _gate = new();
    private readonly Queue<(long At, string Title)> _titles = [];
    private readonly List<SourceNews> _news = [];
    private readonly Thread _thread;
    private Exception? _fault;
    private string _title;
    private volatile bool _isInterrupted;
    private bool _hasStarted, _isClosed;

    /// <param name="inner">Is live; this one's now.</param>
    /// <param name="settings">How it is held.</param>
    /// <param name="resampling">Between the clocks.</param>
    /// <param name="time">The clock.</param>
    public LiveSource(ISoundSource inner, LiveSettings settings, IAsyncResampling resampling, TimeProvider time)
    {
        (_inner, _time, _title) = (inner, time, inner.Title);
        _buffer = new(inner.Info.Format, settings, resampling);
        inner.Told += Hear;
        _thread = new(Take) { IsBackground = true, Name = "live source" };
    }

    public MediaInfo Info => _inner.Info;

    public string Title
    {
        get
        {
            lock (_gate) return _title;
        }
    }

    public bool IsSeekable => false;
    public bool IsLive => true;
    public long DamagedPackets => _inner.DamagedPackets;

    /// <summary>Times that it was late for longer than was held.</summary>
    public int Gaps => _buffer.Gaps;

    public event Action<SourceNews>? Told;

    public int Read(AudioBlock block)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _thread.Start();
        }
        while (true)
        {
            if (_isInterrupted) throw new OperationCanceledException();
            _news.Clear();
            var got = _buffer.Read(block, Now, _news);
            TellTitles();
            foreach (var news in _news) Told?.Invoke(news);
            if (got > 0) return got;
            if (_buffer.IsOver) return _fault is { } fault ? throw new MediaException((fault as MediaException)?.Fault ?? MediaFault.Io, fault.Message, fault) : 0;
            _arrived.Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, $"{Title} cannot be sought in: it is live.");

    public void Interrupt()
    {
        _isInterrupted = true;
        _inner.Interrupt();
        Wake();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        Interrupt();
        _inner.Told -= Hear;
        if (_hasStarted) _thread.Join();
        _inner.Dispose();
        _buffer.Dispose();
        _arrived.Dispose();
    }

    private double Now => _time.GetElapsedTime(0, _time.GetTimestamp()).TotalSeconds;

    private void Take()
    {
        try
        {
            var block = new AudioBlock(_inner.Info.Format.Channels, BlockFrames);
            while (!_isInterrupted && _inner.Read(block) > 0)
            {
                _buffer.Write(block, Now);
                Wake();
            }
        }
        catch (OperationCanceledException)
        {
        }
#pragma warning disable CA1031 // Whatever it is, it is told to who reads.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _fault = error;
        }
        finally
        {
            _buffer.End();
            Wake();
        }
    }

    private void Hear(SourceNews news)
    {
        if (news is SourceNews.TitleChanged { Title: var title })
        {
            lock (_gate) _titles.Enqueue((_buffer.Counts.Written.Value, title));
        }
        else Told?.Invoke(news);
    }

    // When what they are of is read.
    private void TellTitles()
    {
        var place = _buffer.Place.Value;
        while (true)
        {
            string title;
            lock (_gate)
            {
                if (!_titles.TryPeek(out var next) || next.At > place) return;
                _title = title = _titles.Dequeue().Title;
            }
            Told?.Invoke(new SourceNews.TitleChanged(title));
        }
    }

    private void Wake()
    {
        lock (_gate)
            if (_arrived.CurrentCount == 0) _arrived.Release();
    }
}

/// <summary>Opens sources, and holds those that are live between their clock and the reader's.</summary>
/// <param name="inner">Opens them.</param>
/// <param name="resampling">Between the clocks.</param>
/// <param name="settings">How those of a scheme are held.</param>
/// <param name="time">The clock; null: the machine's.</param>
public sealed class LiveOpener(ISourceOpener inner, IAsyncResampling resampling, Func<string, LiveSettings> settings, TimeProvider? time = null) : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        var source = inner.Open(address, wanted, cancel);
        if (!source.IsLive) return source;
        try
        {
            return new LiveSource(source, settings(address.Scheme), resampling, time ?? TimeProvider.System);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
