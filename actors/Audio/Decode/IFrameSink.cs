using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>The writing end of a stretch of sound that somebody else takes at their pace, whatever its frames are. One writing thread.</summary>
public interface IStreamSink : IDisposable
{
    int Channels { get; }

    /// <summary>Frames it can hold.</summary>
    FrameCount Capacity { get; }

    /// <summary>Frames that were written and not taken yet, at most. Any thread.</summary>
    FrameCount Available { get; }

    /// <summary>Waits until there is room for so many frames.</summary>
    /// <param name="frames">At most <see cref="Capacity"/>.</param>
    /// <returns>False: not in this time.</returns>
    bool WaitWritable(FrameCount frames, TimeSpan timeout);

    /// <summary>Nothing will follow.</summary>
    void Close();
}

/// <summary>What a run of PCM is written into: a frame is an f64 of each channel.</summary>
public interface IFrameSink : IStreamSink
{
    /// <summary>Takes as many frames as there is room for and says how many. Never waits or allocates.</summary>
    /// <exception cref="InvalidOperationException">It is closed.</exception>
    int Write(AudioBlock block);
}

/// <summary>What a run of DSD is written into: a frame is a byte of each channel, eight bits with the earliest the highest.</summary>
public interface IBitSink : IStreamSink
{
    /// <inheritdoc cref="IFrameSink.Write"/>
    int Write(BitBlock block);
}

/// <summary>Makes sinks. Thread-safe.</summary>
public interface IFrameSinks
{
    /// <param name="channels">1 to 64.</param>
    /// <param name="capacity">Frames it can hold, 1 to 2^30.</param>
    IFrameSink Create(int channels, FrameCount capacity);

    /// <param name="channels">1 to 6.</param>
    /// <param name="capacity">Bytes of each channel it can hold, 1 to 2^30.</param>
    IBitSink CreateBits(int channels, FrameCount capacity);
}
