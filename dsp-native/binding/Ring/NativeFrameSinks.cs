using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Dsp.Ring;

/// <summary>Sinks that are rings: who takes the frames reads the <see cref="FrameRing"/>. Thread-safe.</summary>
public sealed class NativeFrameSinks : IFrameSinks
{
    public IFrameSink Create(int channels, FrameCount capacity) => new FrameRing(channels, capacity);
}
