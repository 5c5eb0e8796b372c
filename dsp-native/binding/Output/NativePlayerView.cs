using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Handles;
using NTWorkstation.Dsp.Interop;
using static NTWorkstation.Dsp.Interop.ViewNative;

namespace NTWorkstation.Dsp.Output;

/// <summary>The port of views on the native library. Thread-safe.</summary>
public sealed class NativePlayerViews : IPlayerViews
{
    public IPlayerView Create(string name, PlayerViewOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        return new NativePlayerView(name, options);
    }

    public int Sweep()
    {
        Status.Check(nt_view_sweep(out var removed));
        return (int)removed;
    }
}

/// <summary>An nt_view.</summary>
internal sealed unsafe class NativePlayerView : IPlayerView
{
    private readonly Lock _gate = new();
    private readonly ViewHandle _handle;
    private Attachment? _attached;

    public NativePlayerView(string name, PlayerViewOptions o)
    {
        var options = new Options { FramesPerSecond = o.FramesPerSecond, OverviewSeconds = o.Overview.Value, FftSize = (uint)o.FftSize, BandsPerOctave = (uint)o.BandsPerOctave };
        Status.Check(nt_view_create(name, &options, out _handle), name);
    }

    public PlayerViewState State
    {
        get
        {
            Status.Check(nt_view_describe(_handle, out var i));
            return new((long)i.Steps, (long)i.Spectra, new((long)i.Lost), (int)i.Readers, i.IsIdle != 0, TimeSpan.FromTicks((long)(i.ThreadNanoseconds / 100)));
        }
    }

    public IDisposable Attach(IOutputDevice device, IFeeder feeder)
    {
        if (device is not NativeOutputDevice native) throw new ArgumentException("The device was made by another engine.", nameof(device));
        if (feeder is not NativeFeeder fed) throw new ArgumentException("The feeder was made by another engine.", nameof(feeder));
        lock (_gate)
        {
            Status.Check(nt_view_attach(_handle, native.Handle, fed.Trail));
            _handle.Release();
            _handle.Keep(native.Handle);
            _handle.Keep(fed.Handle);
            return _attached = new Attachment(this, native.Handle);
        }
    }

    private void Detach(Attachment attachment)
    {
        lock (_gate)
        {
            // Another has taken its place, or the view has ended.
            if (_attached != attachment || _handle.IsClosed) return;
            Status.Check(nt_view_detach(_handle, attachment.Device));
            _handle.Release();
            _attached = null;
        }
    }

    public void Tell(in PlayerPlace p)
    {
        var place = new Place
        {
            AtNs = p.At.Ticks * 100,
            Entry = (ulong)p.Entry,
            State = (int)p.State,
            PositionSeconds = p.Position.Value,
            DurationSeconds = p.Duration?.Value ?? double.NaN,
            AheadSeconds = p.Ahead.Value,
            RateHz = p.Rate?.Hz ?? 0,
            Frame = (ulong)Math.Max(0, Math.Round(p.Position.Value * (p.Rate?.Hz ?? 0))),
        };
        Status.Check(nt_view_tell(_handle, place));
    }

    public void Dispose()
    {
        lock (_gate) _handle.Dispose();
    }

    private sealed class Attachment(NativePlayerView view, DeviceHandle device) : IDisposable
    {
        public DeviceHandle Device => device;

        public void Dispose() => view.Detach(this);
    }
}
