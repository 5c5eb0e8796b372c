using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Graph;

/// <summary>A running conversion between two clocks, whose ratio moves while it runs. One thread at a time; allocates nothing.</summary>
public interface IAsyncResampler : IDisposable
{
    /// <summary>Most frames of the input between its arrival and its place in the output.</summary>
    FrameCount Latency { get; }

    /// <summary>Passed within 0.01 dB from 0 to here.</summary>
    Hertz PassBand { get; }

    /// <summary>Where the next output frame lies in the input, in frames.</summary>
    double Place { get; }

    /// <summary>From the next output frame on, the input frames to an output frame go to this factor of the nominal number, in equal
    /// steps over so many output frames.</summary>
    void Glide(double factor, int frames);

    /// <summary>Takes the input and sets output.Frames to what is ready, at most its capacity.</summary>
    /// <returns>Frames taken; fewer than there are only when output has not been fetched for long.</returns>
    int Process(AudioBlock input, AudioBlock output);

    /// <summary>To the state right after creation.</summary>
    void Reset();
}

/// <summary>Makes conversions between clocks. Thread-safe.</summary>
public interface IAsyncResampling
{
    /// <param name="range">0 to 0.1: how far the factor may go from 1.</param>
    /// <param name="maxFrames">Of an input block, 1 to 65536.</param>
    IAsyncResampler Create(SampleRate source, SampleRate target, int channels, double range, int maxFrames, AsyncResampling kind);

    /// <summary>Keeps a buffer of frames at this rate at its target.</summary>
    /// <param name="target">Frames the buffer is to hold.</param>
    /// <param name="range">0.00001 to 0.1: how far the factor may go from 1.</param>
    IDriftControl Control(SampleRate rate, FrameCount target, double range);
}

public enum AsyncResampling
{
    /// <summary>The full pass band.</summary>
    Standard = 0,
    /// <summary>64 frames of the input; the pass band is narrower and what is above it may fold back above it.</summary>
    LowLatency = 1,
}

/// <summary>From when how much was written and read, the factor for a resampler between the two. One thread at a time; allocates nothing.</summary>
public interface IDriftControl : IDisposable
{
    /// <summary>True once the fill has been within a millisecond of the target for five seconds.</summary>
    bool IsLocked { get; }

    /// <summary>The buffer's fill in frames, without the jitter of its ends.</summary>
    double Fill { get; }

    /// <summary>After each read, all times by one clock.</summary>
    /// <param name="place">Where the reader stood at <paramref name="read"/>: <see cref="IAsyncResampler.Place"/>.</param>
    /// <param name="total">Frames that had been written at <paramref name="written"/>.</param>
    /// <returns>The factor until the next call.</returns>
    double Update(Seconds read, double place, Seconds written, FrameCount total);

    /// <summary>After a gap on either side.</summary>
    void Reset();
}
