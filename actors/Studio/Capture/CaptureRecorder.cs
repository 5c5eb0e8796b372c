using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Decode.Capture;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Capture;

/// <summary>
/// Writes what a source brings into a file, on a thread of its own. The file keeps the source's time: where frames are missing, as much silence
/// stands in their place. The silence after an application's stream is held back until its next one begins, or the capture is stopped.
/// </summary>
/// <remarks>Reports come from its thread; they must not wait for it, and not throw.</remarks>
internal sealed class CaptureRecorder
{
    private const int BlockFrames = 4096;
    private const int MostGaps = 1000;
    private const long UsualReserve = 16 << 20, LeastReserve = 1 << 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(60);

    private readonly IInputDevice _device;
    private readonly IMediaWriter _writer;
    private readonly IRunningGraph? _process;
    private readonly Action<CaptureTold> _report;
    private readonly CaptureFormat _format;
    private readonly AudioBlock _block, _still;
    private readonly long _most, _patience, _reserve;
    private readonly DriveInfo _disk;
    private readonly string _path;
    private readonly Queue<CaptureEvent> _events = [];
    private readonly List<CaptureGap> _gaps = [];
    private readonly double[] _peaks;
    private long _position;            // of the device: frames that were read
    private long _written;
    private long? _held;               // frames of silence since the application's stream ended
    private long _missing, _silence;
    private int _streams = 1;
    private bool _isExact;
    private long _told;
    private volatile bool _isStopping;

    /// <param name="device">Open, not started. It is disposed of at the end.</param>
    /// <param name="writer">Likewise; committed before.</param>
    /// <param name="process">Likewise.</param>
    /// <param name="holds">The file can hold every value that the source may have.</param>
    public CaptureRecorder(IInputDevice device, IMediaWriter writer, IRunningGraph? process, CaptureSettings settings, bool holds, Action<CaptureTold> report)
    {
        (_device, _writer, _process, _report, _format) = (device, writer, process, report, device.Format);
        _isExact = holds;
        _block = new(_format.Channels, BlockFrames);
        _still = new(_format.Channels, BlockFrames);
        _peaks = new double[_format.Channels];
        _most = settings.Duration is { } duration ? _format.Rate.Frames(duration).Value : long.MaxValue;
        _patience = _format.Rate.Frames(settings.Patience).Value;
        _path = settings.Path;
        _disk = new(Path.GetDirectoryName(Path.GetFullPath(settings.Path))!);
        // What the writer holds back and a second of the widest samples go into it with ease. On a small disk, where no take is long, a quarter does.
        _reserve = Math.Clamp(_disk.AvailableFreeSpace / 4, LeastReserve, UsualReserve) + (long)_format.Rate.Hz * _format.Channels * sizeof(double);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "capture" }.Start();

    /// <summary>The file is completed with what has come. Any thread.</summary>
    public void Stop() => _isStopping = true;

    private void Run()
    {
        CaptureResult result;
        using (_device)
        using (_writer)
        using (_process)
            result = Record();
        // Only now nothing half written is left, and whoever hears it may end the process.
        _report(new CaptureTold.Ended(result));
    }

    private CaptureResult Record()
    {
        CaptureEnd end;
        string? problem = null;
        Exception? failure = null;
        try
        {
            RequireRoom();
            _device.Start();
            (end, problem) = Take();
        }
        catch (Exception error) when (error is MediaException or IOException or UnauthorizedAccessException)
        {
            (end, problem, failure) = (CaptureEnd.Cut, error.Message, error);
        }
        var clock = _device.Clock;
        try
        {
            if (_written == 0 && end is (CaptureEnd.Vanished or CaptureEnd.Cut)) end = CaptureEnd.Failed;
            else _writer.Commit();
        }
        catch (Exception error) when (error is MediaException or IOException or UnauthorizedAccessException)
        {
            (end, problem, failure) = (CaptureEnd.Failed, failure?.Message ?? error.Message, failure ?? error);
        }
        return new()
        {
            End = end, Problem = problem, Failure = failure, Format = _format, Start = clock.Start, Frames = new(_written), Missing = new(_missing),
            Silence = new(_silence), Gaps = _gaps, Streams = _streams, IsExact = _isExact && _missing == 0 && _process is null,
        };
    }

    private (CaptureEnd End, string? Problem) Take()
    {
        while (true)
        {
            // In this order: what is lost then brings nothing more, and what is available then has its events told.
            var isStopping = _isStopping;
            var isLost = _device.Clock.State == CaptureState.Lost;
            var available = _device.Available.Value;
            while (_device.TryNextEvent(out var e)) _events.Enqueue(e);
            _isExact &= _device.Format.IsExact || isLost;
            while (available > 0 || _events.Count > 0)
            {
                while (_events.TryPeek(out var next) && next.Position.Value <= _position) Apply(_events.Dequeue());
                if (_written >= _most) break;
                if (available == 0) break;
                var frames = Math.Min(available, BlockFrames);
                if (_events.TryPeek(out var following)) frames = Math.Min(frames, following.Position.Value - _position);
                var got = _device.Read(_block, (int)frames);
                if (got == 0) break;
                _position += got;
                available -= got;
                if (_held is { } held) _held = held + got;
                else
                {
                    _process?.Process(_block);
                    Write(_block);
                }
            }
            if (_written + (_held ?? 0) >= _most)
            {
                Release();
                return (CaptureEnd.Complete, null);
            }
            if (isLost) return (CaptureEnd.Vanished, _device.Fault);
            if (isStopping)
            {
                Release();
                return (CaptureEnd.Stopped, null);
            }
            if (Tell()) RequireRoom();
            if (_held > _patience) return (CaptureEnd.Vanished, "the application has ended its stream and began no other");
            _device.WaitReadable(new(1), Look);
        }
    }

    /// <exception cref="MediaException">The disk is so full that the capture must end while its file can still be completed.</exception>
    private void RequireRoom()
    {
        if (_disk.AvailableFreeSpace is var free && free < _reserve)
            throw new MediaException(MediaFault.NoSpace, FormattableString.Invariant(
                $"{_path}: the disk is all but full, with {free / 1e6:0.0} MB left; {_reserve / 1e6:0.0} MB are kept free so that the file can be completed."));
    }

    private void Apply(CaptureEvent e)
    {
        switch (e.Kind)
        {
            case CaptureEventKind.Dropped or CaptureEventKind.Interrupted:
                var gap = new CaptureGap(e.Kind, new(_written), e.Frames);
                // One who loses so much needs no list of it.
                if (_gaps.Count < MostGaps) _gaps.Add(gap);
                _report(new CaptureTold.Gap(gap));
                _missing += e.Frames.Value;
                if (_held is { } held) _held = held + e.Frames.Value;
                else WriteStill(e.Frames.Value);
                break;
            case CaptureEventKind.Hole:
                _silence += e.Frames.Value;
                break;
            case CaptureEventKind.StreamEnded:
                _held ??= 0;
                _report(new CaptureTold.StreamEnded(new(_written)));
                break;
            case CaptureEventKind.StreamBegan:
                Release();
                _streams++;
                _report(new CaptureTold.StreamBegan(new(_written)));
                break;
        }
    }

    private void Release()
    {
        if (_held is not { } held) return;
        _held = null;
        var before = _written;
        WriteStill(held);
        _silence += _written - before;
    }

    private void WriteStill(long frames)
    {
        while (frames > 0 && _written < _most)
        {
            _still.Frames = (int)Math.Min(frames, BlockFrames);
            frames -= _still.Frames;
            Write(_still);
        }
    }

    private void Write(AudioBlock block)
    {
        block.Frames = (int)Math.Min(block.Frames, _most - _written);
        if (block.Frames == 0) return;
        _writer.Write(block);
        _written += block.Frames;
        for (var c = 0; c < _peaks.Length; c++)
            foreach (var value in block.Channel(c)) _peaks[c] = Math.Max(_peaks[c], Math.Abs(value));
    }

    /// <summary>False: not now, it is told of but now and then.</summary>
    private bool Tell()
    {
        var now = Environment.TickCount64;
        if (now - _told < Pulse.TotalMilliseconds) return false;
        _told = now;
        _report(new CaptureTold.Progress(new(_written + (_held ?? 0)), _format.Rate, [.. _peaks], new(_missing), _held is not null));
        Array.Clear(_peaks);
        return true;
    }
}
