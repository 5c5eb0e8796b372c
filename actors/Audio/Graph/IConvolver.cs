using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Graph;

/// <summary>What a call of <see cref="IConvolver.Process"/> may hold.</summary>
public enum ConvolverCalls
{
    /// <summary>Whole multiples of the block; no delay.</summary>
    Blocks = 0,
    /// <summary>Any number of frames; a block late.</summary>
    Queued = 1,
    /// <summary>Any number of frames; no delay. The first block of taps is computed directly.</summary>
    Direct = 2,
}

public enum ConvolverPrecision
{
    Double = 0,
    /// <summary>Half the time; noise 115 to 130 dB below the output.</summary>
    Single = 1,
}

/// <summary>Adds an input, convolved with an impulse response, to an output.</summary>
public readonly record struct ConvolverRoute(int Input, int Output, int Impulse)
{
    /// <summary>The same impulse response on every channel.</summary>
    public static IReadOnlyList<ConvolverRoute> OneForAll(int channels) =>
        [.. Enumerable.Range(0, channels).Select(c => new ConvolverRoute(c, c, 0))];

    /// <summary>A response of its own for every channel.</summary>
    public static IReadOnlyList<ConvolverRoute> OneForEach(int channels) =>
        [.. Enumerable.Range(0, channels).Select(c => new ConvolverRoute(c, c, c))];

    /// <summary>Four responses: left to left, left to right, right to left, right to right.</summary>
    public static IReadOnlyList<ConvolverRoute> TrueStereo { get; } = [new(0, 0, 0), new(0, 1, 1), new(1, 0, 2), new(1, 1, 3)];
}

/// <summary>How a stream is convolved. The samples depend on input, responses, block and precision alone.</summary>
public sealed record ConvolverSpec
{
    public required SampleRate Rate { get; init; }

    /// <summary>1 to 64.</summary>
    public required int Inputs { get; init; }

    /// <summary>1 to 64.</summary>
    public required int Outputs { get; init; }

    public required IReadOnlyList<ConvolverRoute> Routes { get; init; }

    /// <summary>A power of two, 32 to 4096.</summary>
    public int Block { get; init; } = 64;

    public ConvolverCalls Calls { get; init; } = ConvolverCalls.Direct;

    public ConvolverPrecision Precision { get; init; } = ConvolverPrecision.Double;

    /// <summary>Live, a result that is late is left out and counted, and responses can be swapped; otherwise every result is waited for.</summary>
    public bool Live { get; init; }

    /// <summary>A thread of its own computes the long parts of the response.</summary>
    public bool Background { get; init; }

    /// <summary>Length of a swap's cross-fade.</summary>
    public FrameCount Fade { get; init; } = new(2400);

    /// <summary>The longest response that will be swapped in, where it is longer than the first.</summary>
    public FrameCount Longest { get; init; }
}

/// <param name="Latency">Frames the output lags behind the input.</param>
/// <param name="Tail">Frames after the last input until the output is silence.</param>
/// <param name="Late">Live: frames that went out without all results.</param>
/// <param name="Swaps">Swaps that are over.</param>
/// <param name="SwapsFailed">Of these: given up; they can be repeated.</param>
/// <param name="IsSwapping">A swap is not over.</param>
public readonly record struct ConvolverReport(FrameCount Latency, FrameCount Tail, FrameCount Late, long Swaps, long SwapsFailed, bool IsSwapping);

/// <summary>A running convolution. Process and Reset on one thread; Swap and Describe on any other one.</summary>
public interface IConvolver : IDisposable
{
    /// <summary>As many frames as input holds; allocates nothing. The two may be the same block.</summary>
    void Process(AudioBlock input, AudioBlock output);

    void Reset();

    /// <summary>Live: replaces the responses by as many others, prepared in this call and faded in with the next calls of Process.</summary>
    /// <exception cref="InvalidOperationException">The swap before is not over.</exception>
    void Swap(IReadOnlyList<ReadOnlyMemory<double>> responses);

    ConvolverReport Describe();

    /// <summary>Not live: the exact state, for another convolver of the same spec and responses.</summary>
    byte[] SaveState();

    void LoadState(ReadOnlySpan<byte> state);
}

/// <summary>Makes convolvers. Thread-safe.</summary>
public interface IConvolution
{
    /// <param name="spec">How.</param>
    /// <param name="responses">Impulse responses of equal length, at the processing rate.</param>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    IConvolver Build(ConvolverSpec spec, IReadOnlyList<ReadOnlyMemory<double>> responses);
}
