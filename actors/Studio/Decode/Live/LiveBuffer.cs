using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Decode.Live;

/// <summary>
/// Between a source that comes by its own clock and a reader with another: holds as much as arrivals vary, and bends the rate by so little
/// that nobody hears it, so that it neither runs dry nor over. Where a source is late for longer than that it fades out, waits until it holds
/// enough again, and fades in. It has no clock of its own: every call says what time it is.
/// </summary>
/// <remarks>Thread-safe: one thread writes, one reads. Times are seconds of one clock.</remarks>
internal sealed class LiveBuffer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LiveSettings _settings;
    private readonly IAsyncResampler _resampler;
    private readonly IDriftControl _drift;
    private readonly FrameQueue _queue;
    private readonly AudioBlock _in, _out;
    private readonly double _rate, _aim, _mostDepth;
    private readonly DepthWindow _window;
    private readonly ArrivalLine _line;
    private readonly int _piece; // frames that go through at once, and of a fade
    private readonly List<SourceNews> _news = [];

    private long _written, _dropped;
    private int _given;          // of _out
    private double _depth;       // frames that are to be held
    private bool _isFilling = true, _hasBegun, _fadesIn, _isEnded;
    private double _gapAt;

    public LiveBuffer(AudioFormat format, LiveSettings settings, IAsyncResampling resampling)
    {
        (_settings, Format, _rate) = (settings, format, format.Rate.Hz);
        _piece = Math.Clamp((int)(_rate / 200), 32, 1024);
        _aim = Math.Max(settings.Aim.Value * _rate, 4 * _piece);
        _line = new(_rate, settings.Evenness.Value);
        var most = Math.Max(settings.Most.Value * _rate, 2 * _aim);
        _mostDepth = 0.75 * most;
        _depth = _aim;
        _queue = new(format.Channels, (int)most);
        (_in, _out) = (new(format.Channels, _piece), new(format.Channels, 2 * _piece)); // what slows down gives more than goes in
        _resampler = resampling.Create(format.Rate, format.Rate, format.Channels, settings.MostBend, _piece, AsyncResampling.LowLatency);
        _drift = resampling.Control(format.Rate, new((long)_aim), settings.MostBend);
        _window = new(settings.Window.Value);
    }

    public AudioFormat Format { get; }

    /// <summary>The source has ended, and all of it was read.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate) return _isEnded && _queue.Count == 0 && _given >= _out.Frames;
        }
    }

    /// <summary>How the rate is bent now: 1 is not at all.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>Frames that are held.</summary>
    public FrameCount Held
    {
        get
        {
            lock (_gate) return new(_queue.Count);
        }
    }

    /// <summary>Frames that are to be held.</summary>
    public FrameCount Depth
    {
        get
        {
            lock (_gate) return new((long)_depth);
        }
    }

    /// <summary>Frames that have come, and been left out because nobody read them in time.</summary>
    public (FrameCount Written, FrameCount Dropped) Counts
    {
        get
        {
            lock (_gate) return (new(_written), new(_dropped));
        }
    }

    /// <summary>Frames of the source up to the one that is read next.</summary>
    public FrameCount Place
    {
        get
        {
            lock (_gate) return new(_written - _queue.Count);
        }
    }

    public int Gaps { get; private set; }

    /// <summary>Takes the next frames of the source.</summary>
    public void Write(AudioBlock block, double now)
    {
        lock (_gate)
        {
            if (block.Frames > _queue.Room)
            {
                // It has come without being read, as in a pause: the newest is what is wanted then.
                var dropped = Math.Max(block.Frames - _queue.Room, _queue.Count - (int)_depth);
                dropped = Math.Min(dropped, _queue.Count);
                _queue.Drop(dropped, _piece);
                _dropped += dropped;
                BeginAnew(now);
                _news.Add(new SourceNews.Skipped(new(dropped)));
            }
            _queue.Add(block);
            _written += block.Frames;
            _line.Add(now, _written);
        }
    }

    /// <summary>No more comes: what is held is given without waiting.</summary>
    public void End()
    {
        lock (_gate) _isEnded = true;
    }

    /// <summary>Gives what can be given now, at most the block's capacity; 0: more has to come first, or it is over.</summary>
    /// <param name="block">For it.</param>
    /// <param name="now">When.</param>
    /// <param name="news">Gets what happened.</param>
    public int Read(AudioBlock block, double now, List<SourceNews> news)
    {
        lock (_gate)
        {
            block.Frames = 0;
            if (_isFilling && !TryBegin(now))
            {
                Tell(news);
                return 0;
            }
            var done = 0;
            while (done < block.Capacity)
            {
                if (_given >= _out.Frames && !Produce(now)) break;
                var count = Math.Min(_out.Frames - _given, block.Capacity - done);
                block.Frames = done + count;
                for (var c = 0; c < block.Channels; c++) _out.Plane(c).Slice(_given, count).CopyTo(block.Channel(c)[done..]);
                (done, _given) = (done + count, _given + count);
            }
            if (done > 0 && !_isFilling && !_isEnded) Steer(now, done);
            Tell(news);
            return done;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _resampler.Dispose();
            _drift.Dispose();
        }
    }

    private void Tell(List<SourceNews> news)
    {
        news.AddRange(_news);
        _news.Clear();
    }

    private bool TryBegin(double now)
    {
        if (_isEnded ? _queue.Count == 0 : _queue.Count < _depth) return false;
        (_isFilling, _fadesIn) = (false, true);
        // What a server sends at once at first is kept: it only makes the stream safer.
        _depth = Math.Clamp(_queue.Count, _depth, _mostDepth);
        BeginAnew(now);
        if (_hasBegun) _news.Add(new SourceNews.GapEnded(new((long)((now - _gapAt) * _rate))));
        _hasBegun = true;
        return true;
    }

    // The next piece through the resampler; false: there is too little for now.
    private bool Produce(double now)
    {
        do
        {
            var isLast = _queue.Count < 2 * _piece;
            if (isLast && !_isEnded)
            {
                if (_queue.Count == 0 || _isFilling) return false;
                // The end of what is there fades; more is held from now on.
                _isFilling = true;
                _gapAt = now;
                Gaps++;
                _depth = Math.Min(1.5 * _depth, _mostDepth);
                _news.Add(new SourceNews.GapBegan());
            }
            if (_queue.Count == 0) return false;
            _queue.Take(_in, _piece);
            if (_fadesIn) Fade(_in, isIn: true);
            if (_isFilling) Fade(_in, isIn: false);
            _fadesIn = false;
            if (_resampler.Process(_in, _out) != _in.Frames) throw new InvalidOperationException("The resampler left frames out.");
            _given = 0;
            if (_isFilling) DropRest();
        }
        while (_out.Frames == 0 && !_isFilling);
        return _out.Frames > 0;
    }

    // What is less than a piece beyond the faded end would begin anew out of nothing.
    private void DropRest()
    {
        _dropped += _queue.Count;
        _queue.Drop(_queue.Count, 0);
    }

    private void BeginAnew(double now)
    {
        _drift.Reset();
        _line.Reset();
        _window.Begin(now);
    }

    private static void Fade(AudioBlock block, bool isIn)
    {
        for (var c = 0; c < block.Channels; c++)
        {
            var samples = block.Channel(c);
            for (var i = 0; i < samples.Length; i++) samples[i] *= isIn ? (i + 0.5) / samples.Length : (samples.Length - i - 0.5) / samples.Length;
        }
    }

    // The rate follows the clocks, and what is held follows how evenly it arrives.
    private void Steer(double now, int frames)
    {
        var place = _dropped + _resampler.Place - (_out.Frames - _given);
        if (_line.Stamp is not { } stamp) return;
        Factor = _drift.Update(new(now), place + _depth - _aim, new(stamp.At), new(stamp.Total));
        _resampler.Glide(Factor, frames);
        _window.Add(_written - place, _drift.Fill + _depth - _aim);
        if (!_window.IsFull(now)) return;
        var margin = _aim / 4 + 2 * _piece;
        if (Math.Abs(_window.Mean - _window.MeanControlled) > Math.Max(0.1 * _rate, _depth / 2))
        {
            // So much more or less than the arrivals said: a burst, or a stall. It begins anew from here.
            _depth = Math.Clamp(_window.Mean, _aim, _mostDepth);
            BeginAnew(now);
        }
        else if (_window.Least < margin) _depth = Math.Min(_depth + margin - _window.Least, _mostDepth);
        else if (_window.Least > 2 * margin) _depth = Math.Max(_aim, _depth - Math.Min(_window.Least - 2 * margin, _settings.MostBend / 4 * _rate * _settings.Window.Value));
        _window.Begin(now);
    }
}
