using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Capture;

/// <summary>What comes in, as a source: at its own pace, without an end until it is lost, and never sought in.</summary>
public sealed class CaptureSource : ISoundSource
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly IInputDevice _device;
    private bool _hasStarted;
    private volatile bool _isInterrupted;

    /// <param name="device">Open, not started; it is the source's from here on.</param>
    /// <param name="title">For people.</param>
    public CaptureSource(IInputDevice device, string title)
    {
        (_device, Title) = (device, title);
        var format = device.Format;
        Info = new()
        {
            Format = new(format.Rate, format.Channels, AudioFormat.DefaultMask(format.Channels)),
            Length = null,
            Samples = Kind(format.Samples),
            Container = "capture",
            Codec = "pcm",
            BitRate = 0,
            Tags = MediaTags.None,
        };
    }

    public MediaInfo Info { get; }
    public string Title { get; }
    public bool IsSeekable => false;
    public bool IsLive => true;
    public long DamagedPackets => 0;

    /// <summary>Frames that came and were dropped, the source's delay and state. Any thread.</summary>
    public CaptureClock Clock => _device.Clock;

    /// <summary>Frames that came and were not read yet: what a jitter buffer steers by. Reader.</summary>
    public FrameCount Available => _device.Available;

    /// <summary>Waits for the whole block. Once the source is lost, what had come is read, and then the fault is thrown.</summary>
    public int Read(AudioBlock block)
    {
        block.Frames = 0;
        if (!_hasStarted)
        {
            _hasStarted = true;
            _device.Start();
        }
        while (true)
        {
            if (_isInterrupted) throw new OperationCanceledException();
            // Nobody fetches the events here; they must not pile up as unheard.
            while (_device.TryNextEvent(out _)) { }
            var isLost = _device.Clock.State == CaptureState.Lost;
            if (isLost || _device.Available.Value >= block.Capacity)
            {
                if (_device.Read(block, block.Capacity) > 0) return block.Frames;
                throw new MediaException(MediaFault.Io, $"{Title}: {_device.Fault}");
            }
            _device.WaitReadable(new(block.Capacity), Look);
        }
    }

    public void Seek(FrameCount position) => throw new MediaException(MediaFault.Unsupported, $"{Title} cannot be sought in: it is live.");

    public void Interrupt() => _isInterrupted = true;

    public void Dispose() => _device.Dispose();

    /// <summary>What a file would store of these samples.</summary>
    internal static SampleKind Kind(DeviceSamples samples) => samples switch
    {
        DeviceSamples.S16 => SampleKind.S16,
        DeviceSamples.S24 or DeviceSamples.S24Packed => SampleKind.S24,
        DeviceSamples.S32 => SampleKind.S32,
        DeviceSamples.F32 => SampleKind.F32,
        _ => SampleKind.F64,
    };
}

/// <summary>Opens capture: addresses: capture:pulse:SOURCE, capture:app:NAME, capture:alsa:NAME, capture:jack:CLIENT.</summary>
public sealed class CaptureOpener(ICaptureCatalogue catalogue) : ISourceOpener
{
    public ISoundSource Open(SourceAddress address, SampleRate? wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var id = address.Rest;
        if (!id.Contains(':'))
            throw new MediaException(MediaFault.Unsupported, $"{address}: it is capture:pulse:SOURCE, capture:app:NAME, capture:alsa:NAME or capture:jack:CLIENT.");
        return new CaptureSource(catalogue.Open(id, new() { Follows = IsApplication(id) }), id);
    }

    /// <summary>What can be followed from stream to stream.</summary>
    internal static bool IsApplication(string id) => id.StartsWith("app:", StringComparison.Ordinal);
}
