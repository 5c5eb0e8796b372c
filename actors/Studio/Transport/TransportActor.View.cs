using System.Diagnostics;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// What other processes see without asking: where it is. What is heard is measured where it is fed.
public sealed partial class TransportActor
{
    private IPlayerView? _view;

    /// <summary>As it is now; what follows is not certain.</summary>
    private void ShowPlace() => ShowPlace(Stopwatch.GetElapsedTime(0), default);

    /// <summary>As it was when the device was asked, with what it and its ring hold behind that.</summary>
    private void ShowPlace(OutputTold.Progress told)
    {
        var ahead = 0.0;
        if (_state == TransportState.Playing && _device is { } device)
        {
            ahead = (told.Feeder.DeviceFrame - told.Heard).Value / FramesPerSecond(device);
            if (_entry is { } entry && DurationOf(entry) is { } duration) ahead = Math.Min(ahead, duration.Value - _position.Value);
        }
        ShowPlace(told.Clock.At, new(Math.Max(0, ahead)));
    }

    private void ShowPlace(TimeSpan at, Seconds ahead) => _view?.Tell(new(
        (PlayerState)(int)_state, _entry?.Value ?? 0, _position, _entry is { } entry ? DurationOf(entry) : null, at, ahead, _device?.Rate));

    // The ring of a device of DSD holds eight of its samples in a frame.
    private static double FramesPerSecond(DeviceFormat device) => DeviceSamples.AllPcm.HasFlag(device.Samples) ? device.Rate.Hz : device.Rate.Hz / 8;
}
