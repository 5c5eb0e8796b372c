using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Studio.Transport;

/// <summary>Which frame of which run is heard when the device is at a frame of its own: the feeder's events, kept as long as they matter.</summary>
internal sealed class HeardMap
{
    private readonly List<FeederEvent> _places = [];

    public void Clear() => _places.Clear();

    public void Note(FeederEvent e)
    {
        if (e.Kind is FeederEventKind.Began or FeederEventKind.Resumed or FeederEventKind.Shifted or FeederEventKind.Ended or FeederEventKind.Left) _places.Add(e);
    }

    /// <summary>What is heard at a frame of the device; null: nothing yet, or no more.</summary>
    public (long Run, FrameCount Frame)? At(FrameCount device)
    {
        var at = -1;
        for (var k = 0; k < _places.Count && _places[k].DeviceFrame <= device; k++) at = k;
        if (at < 0) return null;
        _places.RemoveRange(0, at);
        var place = _places[0];
        return place.Kind is FeederEventKind.Ended or FeederEventKind.Left ? null : (place.Run, place.RunFrame + (device - place.DeviceFrame));
    }
}
