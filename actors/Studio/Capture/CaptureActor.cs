using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Kernel.Actor;

namespace NTWorkstation.Studio.Capture;

/// <summary>
/// Owns a source and the file that it is captured to, from opening to the end: it waits for a source that is not there yet, stops when it is
/// told to, and publishes what happens as <see cref="CaptureTold"/>. Frames are the business of the recorder's thread. It ends with the capture.
/// </summary>
public sealed class CaptureActor : ReceiveActor
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly CapturePorts _ports;
    private readonly CaptureSettings _settings;
    private readonly DateTimeOffset _patientUntil;
    private CaptureRecorder? _recorder;
    private bool _isAwaited;
    private bool _hasEnded;

    public CaptureActor(CapturePorts ports, CaptureSettings settings)
    {
        (_ports, _settings) = (ports, settings);
        _patientUntil = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(settings.Patience.Value);
        Receive<Open>(_ => TryOpen());
        Receive<StopCapture>(_ => Stop());
        Receive<CaptureTold>(Tell);
    }

    public static Props Props(CapturePorts ports, CaptureSettings settings) => Kernel.Actor.Props.Create(() => new CaptureActor(ports, settings));

    protected override void PreStart() => Self.Tell(Open.Instance, Self);

    // Whatever ends this actor, the thread completes the file with what it has.
    protected override void PostStop() => _recorder?.Stop();

    private void TryOpen()
    {
        if (_hasEnded) return;
        IInputDevice device;
        try
        {
            device = _ports.Catalogue.Open(_settings.Id, _settings.Request);
        }
        catch (MediaException missing) when (missing.Fault is MediaFault.NotFound or MediaFault.Io && DateTimeOffset.UtcNow < _patientUntil)
        {
            if (!_isAwaited) Tell(new CaptureTold.Awaited(missing.Message));
            _isAwaited = true;
            Context.Timers.StartSingleTimer("open", Open.Instance, Again);
            return;
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            Fail(failure, null);
            return;
        }
        var format = device.Format;
        IMediaWriter? writer = null;
        try
        {
            var encoding = _settings.Encoding(format);
            writer = _ports.Output.Create(_settings.Path, encoding);
            var process = _settings.Process?.Invoke(format);
            var self = Self;
            _recorder = new(device, writer, process, _settings, Holds(encoding.Samples, CaptureSource.Kind(format.Samples)), told => self.Tell(told, ActorRefs.NoSender));
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            writer?.Dispose();
            device.Dispose();
            Fail(failure, format);
            return;
        }
        Tell(new CaptureTold.Opened(_settings.Id, format));
        _recorder.Start();
    }

    private void Fail(Exception failure, CaptureFormat? format) =>
        Tell(new CaptureTold.Ended(new() { End = CaptureEnd.Failed, Problem = failure.Message, Failure = failure, Format = format }));

    /// <summary>Every value of the source's has its own in the file.</summary>
    private static bool Holds(SampleKind stored, SampleKind source) => (stored, source) switch
    {
        (SampleKind.F64, _) => true,
        (SampleKind.F32, SampleKind.F32 or SampleKind.S24 or SampleKind.S16) => true,
        (SampleKind.S32, SampleKind.S32 or SampleKind.S24 or SampleKind.S16) => true,
        (SampleKind.S24, SampleKind.S24 or SampleKind.S16) => true,
        (SampleKind.S16, SampleKind.S16) => true,
        _ => false,
    };

    private void Stop()
    {
        if (_recorder is { } recorder) recorder.Stop();
        else Tell(new CaptureTold.Ended(new() { End = CaptureEnd.Failed, Problem = "It was stopped before the source was there." }));
    }

    private void Tell(CaptureTold told)
    {
        Context.System.EventStream.Publish(told);
        if (told is not CaptureTold.Ended) return;
        _hasEnded = true;
        Context.Stop(Self);
    }

    private sealed class Open
    {
        public static readonly Open Instance = new();
    }
}
