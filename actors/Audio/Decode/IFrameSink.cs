using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Decode;

/// <summary>What a run of sound is written into: frames of f64 that somebody else takes at their pace. One writing thread.</summary>
public interface IFrameSink : IDisposable
{
    int Channels { get; }

    /// <summary>Frames it can hold.</summary>
    FrameCount Capacity { get; }

    /// <summary>Frames that were written and not taken yet, at most. Any thread.</summary>
    FrameCount Available { get; }

    /// <summary>Takes as many frames as there is room for and says how many. Never waits or allocates.</summary>
    /// <exception cref="InvalidOperationException">It is closed.</exception>
    int Write(AudioBlock block);

    /// <summary>Waits until there is room for so many frames.</summary>
    /// <param name="frames">At most <see cref="Capacity"/>.</param>
    /// <returns>False: not in this time.</returns>
    bool WaitWritable(FrameCount frames, TimeSpan timeout);

    /// <summary>Nothing will follow.</summary>
    void Close();
}

/// <summary>Makes sinks. Thread-safe.</summary>
public interface IFrameSinks
{
    /// <param name="channels">1 to 64.</param>
    /// <param name="capacity">Frames it can hold, 1 to 2^30.</param>
    IFrameSink Create(int channels, FrameCount capacity);
}
