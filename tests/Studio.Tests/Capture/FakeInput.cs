using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Tests.Capture;

/// <summary>A source that brings what a test says, when it says so. Frame n of it is n times 2^-20 in every channel.</summary>
internal sealed class FakeInput : IInputDevice, ICaptureCatalogue
{
    private readonly object _gate = new(); // with a monitor: whoever waits for frames is woken
    private readonly Queue<double> _frames = [];
    private readonly Queue<CaptureEvent> _events = [];
    private long _brought, _taken, _next;
    private CaptureState _state;

    public CaptureFormat Given { get; set; } = new(new(48000), 2, DeviceSamples.S32, new(0.02), true);
    /// <summary>Thrown by Open as long as it is not null.</summary>
    public MediaException? Refusal { get; set; }
    public int Opened { get; private set; }
    public bool IsDisposed { get; private set; }
    public CaptureRequest? Asked { get; private set; }

    public static double Value(long frame) => frame / 1048576.0;

    public void Bring(int frames)
    {
        lock (_gate)
        {
            for (var i = 0; i < frames; i++) _frames.Enqueue(Value(_next++));
            _brought += frames;
            Monitor.PulseAll(_gate);
        }
    }

    public void BringSilence(int frames)
    {
        lock (_gate)
        {
            for (var i = 0; i < frames; i++) _frames.Enqueue(0);
            _brought += frames;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>So many are lost: they were the next.</summary>
    public void Lose(int frames, CaptureEventKind kind = CaptureEventKind.Dropped)
    {
        lock (_gate)
        {
            _next += frames;
            _events.Enqueue(new(kind, new(_brought), new(frames)));
        }
    }

    public void Mark(CaptureEventKind kind, int frames = 0)
    {
        lock (_gate) _events.Enqueue(new(kind, new(_brought), new(frames)));
    }

    public void Vanish(string why)
    {
        lock (_gate) (_state, Fault) = (CaptureState.Lost, why);
    }

    public bool IsDrained
    {
        get
        {
            lock (_gate) return _frames.Count == 0 && _events.Count == 0;
        }
    }

    public string Id => "fake:";
    public CaptureFormat Format => Given;
    public string Fault { get; private set; } = "";

    public CaptureClock Clock
    {
        get
        {
            lock (_gate)
                return new(new(_brought), default, default, 0, default, 0, default, _brought > 0 ? DateTimeOffset.UnixEpoch.AddSeconds(5) : null, 0, _state);
        }
    }

    public void Start()
    {
        lock (_gate)
            if (_state == CaptureState.Open) _state = CaptureState.Running;
    }

    public FrameCount Available
    {
        get
        {
            lock (_gate) return new(_frames.Count);
        }
    }

    public int Read(AudioBlock block, int most)
    {
        lock (_gate)
        {
            block.Frames = Math.Min(Math.Min(most, block.Capacity), _frames.Count);
            for (var i = 0; i < block.Frames; i++)
            {
                var value = _frames.Dequeue();
                for (var c = 0; c < block.Channels; c++) block.Plane(c)[i] = value;
            }
            _taken += block.Frames;
            return block.Frames;
        }
    }

    public bool WaitReadable(FrameCount frames, TimeSpan timeout)
    {
        lock (_gate)
            return _frames.Count >= frames.Value || Monitor.Wait(_gate, timeout) && _frames.Count >= frames.Value;
    }

    public bool TryNextEvent(out CaptureEvent e)
    {
        lock (_gate) return _events.TryDequeue(out e);
    }

    public void Dispose() => IsDisposed = true;

    public IReadOnlyList<CaptureDescription> List() => [];

    public IInputDevice Open(string id, CaptureRequest request)
    {
        Opened++;
        Asked = request;
        return Refusal is { } refusal ? throw refusal : this;
    }
}
