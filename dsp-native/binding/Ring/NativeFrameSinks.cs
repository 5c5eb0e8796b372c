using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Dsp.Ring;

/// <summary>Sinks that are rings: who takes the frames reads the <see cref="FrameRing"/> or <see cref="BitRing"/>. Thread-safe.</summary>
public sealed class NativeFrameSinks : IFrameSinks
{
    public IFrameSink Create(int channels, FrameCount capacity) => new FrameRing(channels, capacity);

    public IBitSink CreateBits(int channels, FrameCount capacity) => new BitRing(channels, capacity);
}
