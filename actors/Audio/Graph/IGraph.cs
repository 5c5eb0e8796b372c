using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Graph;

/// <summary>Processors in order, running. One thread at a time; Process allocates nothing.</summary>
public interface IRunningGraph : IDisposable
{
    /// <summary>Of the input.</summary>
    AudioFormat Format { get; }
    /// <summary>Channels that leave.</summary>
    int OutputChannels { get; }
    /// <summary>Frames the output lags behind the input.</summary>
    FrameCount Latency { get; }
    /// <summary>Frames after the last input until the output is below −120 dB, latency not counted; null where unknown.</summary>
    FrameCount? Tail { get; }
    /// <summary>True where state can be saved and handed on.</summary>
    bool IsCuttable { get; }

    /// <summary>In place; Frames stays as it is, Channels becomes <see cref="OutputChannels"/>, for which the block must have room.</summary>
    void Process(AudioBlock block);

    /// <summary>To the state right after activation.</summary>
    void Reset();

    /// <summary>The exact state, for another graph of the same chain and format.</summary>
    byte[] SaveState();

    void LoadState(ReadOnlySpan<byte> state);

    /// <summary>Gains in dB of the full 10 ms frames processed since the last call, of the processor at this index of the chain
    /// (compressor, multiband, rider, limiter); returns how many were written.</summary>
    int ReadGainHistory(int processor, Span<float> gainDb);
}

/// <summary>Makes running graphs of chains. Thread-safe.</summary>
public interface IGraph
{
    /// <param name="chain">Processors in order; a chain with a <see cref="ResampleSpec"/> is split by the caller.</param>
    /// <param name="format">Of the input; a <see cref="CrossoverSpec"/> or <see cref="MatrixSpec"/> changes the number of channels on the way.</param>
    /// <exception cref="ArgumentException">A parameter is out of its range, or a channel is named that is not there; the message says so.</exception>
    IRunningGraph Build(IReadOnlyList<ProcessorSpec> chain, AudioFormat format, int maxFrames);

    /// <summary>A converter between two rates; the whole output is aligned with the input (with minimum phase, where its impulse begins).</summary>
    IResampler Resample(SampleRate source, SampleRate target, int channels, ResampleQuality quality);

    /// <summary>Magnitude in dB of the EQ's actual filters at each frequency.</summary>
    void Response(EqSpec eq, SampleRate rate, ReadOnlySpan<double> frequencies, Span<double> db);
}

public enum ResampleQuality
{
    /// <summary>For renders: worst spur and alias at most −185 dB.</summary>
    High = 0,
    /// <summary>For analysis: cheaper, single precision inside, −110 dB.</summary>
    Analysis = 1,
    /// <summary>−140 dB with the shortest filter and the least delay.</summary>
    Fast = 2,
    /// <summary>−206 dB.</summary>
    Max = 3,
    /// <summary>High's magnitude with the least delay at every frequency: nothing sounds before its time.</summary>
    MinimumPhase = 256,
}

/// <summary>A running sample-rate conversion. One thread at a time.</summary>
public interface IResampler : IDisposable
{
    /// <summary>Consumes the whole input and sets output.Frames to what is ready; what does not fit follows with the next call.</summary>
    void Process(AudioBlock input, AudioBlock output);

    /// <summary>After the last input: fills output; false when nothing is left.</summary>
    bool Flush(AudioBlock output);
}
