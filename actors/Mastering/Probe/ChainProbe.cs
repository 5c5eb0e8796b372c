using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Mastering.Render;

namespace NTWorkstation.Mastering.Probe;

/// <summary>What a chain takes in time at a rate.</summary>
/// <param name="Latency">Its output lags behind its input by so much; a render takes it out.</param>
/// <param name="Tail">From the last input until the output is below −120 dB; null where it is not known.</param>
public sealed record ChainTiming(Seconds Latency, Seconds? Tail, SampleRate OutputRate, int OutputChannels);

/// <summary>A processor that cannot run at a rate.</summary>
/// <param name="Index">Its place in the chain.</param>
public sealed record ChainFault(int Index, string Message);

/// <summary>Tries a chain out: what does not run, how long it takes, what it does to tones. Thread-safe.</summary>
public sealed class ChainProbe(IDecode decode, IGraph graph, IFourier fourier)
{
    private const int BlockFrames = 4096;

    /// <summary>Every processor that cannot run at its place; nothing where the chain renders.</summary>
    public IReadOnlyList<ChainFault> Faults(IReadOnlyList<ProcessorSpec> chain, AudioFormat format)
    {
        var faults = new List<ChainFault>();
        for (var i = 0; i < chain.Count; i++)
        {
            try
            {
                if (chain[i] is ResampleSpec resample)
                {
                    using var resampler = graph.Resample(format.Rate, resample.Rate, format.Channels, ResampleQuality.High);
                    format = format with { Rate = resample.Rate };
                    continue;
                }
                ChannelFlow.After(chain[i], format.Channels); // in words of this processor alone: the compiler would call it the first
                var compiled = Compile([chain[i]], format);
                using var running = graph.Build(compiled.First, format, BlockFrames);
                format = format with { Channels = running.OutputChannels };
            }
            catch (Exception failure) when (failure is ArgumentException or MediaException or FormatException)
            {
                faults.Add(new(i, failure.Message));
            }
        }
        return faults;
    }

    /// <exception cref="ArgumentException">A processor cannot run; <see cref="Faults"/> says which.</exception>
    /// <exception cref="MediaException">A file that it names cannot be read.</exception>
    public ChainTiming Timing(IReadOnlyList<ProcessorSpec> chain, AudioFormat format)
    {
        var compiled = Compile(chain, format);
        var rate = compiled.Rate ?? format.Rate;
        double latency = 0;
        double? tail = 0;
        var channels = format.Channels;
        foreach (var (section, at) in new[] { (compiled.First, format.Rate), (compiled.Second, rate) })
        {
            using var running = graph.Build(section, format with { Rate = at, Channels = channels }, BlockFrames);
            channels = running.OutputChannels;
            latency += running.Latency.At(at).Value;
            tail = running.Tail is { } frames && tail is { } sum ? sum + frames.At(at).Value : null;
        }
        return new ChainTiming(new(latency), tail is { } t ? new(t) : null, rate, channels);
    }

    /// <summary>The linear processors of a chain together, and the names of what is left out of them.</summary>
    /// <exception cref="ArgumentException">A processor cannot run; <see cref="Faults"/> says which.</exception>
    /// <exception cref="MediaException">A file that it names cannot be read.</exception>
    public ChainResponse Response(IReadOnlyList<ProcessorSpec> chain, AudioFormat format, IReadOnlyList<Hertz> frequencies)
    {
        var linear = chain.Where(s => s is ResampleSpec || DefinitionOf(s).IsLinear).ToArray();
        var compiled = Compile(linear, format);
        var response = ResponseMatrix.Of(graph, compiled.First, format, frequencies);
        if (compiled.Rate is { } rate) response = response.Then(ResponseMatrix.Of(graph, compiled.Second, format with { Rate = rate, Channels = response.Outputs }, frequencies));
        return new ChainResponse(frequencies, response, [.. chain.Where(s => s is not ResampleSpec && !DefinitionOf(s).IsLinear).Select(s => DefinitionOf(s).Name)]);
    }

    /// <summary>Level out over level in of every processor that works on levels, in the order of the chain.</summary>
    /// <exception cref="ArgumentException">A processor cannot run; <see cref="Faults"/> says which.</exception>
    public IReadOnlyList<StaticCurve> StaticCurves(IReadOnlyList<ProcessorSpec> chain, AudioFormat format)
    {
        var curves = new List<StaticCurve>();
        foreach (var spec in chain)
        {
            if (spec is ResampleSpec resample) format = format with { Rate = resample.Rate };
            else curves.AddRange(StaticCurve.Of(graph, spec with { Channels = null }, format.Rate));
        }
        return curves;
    }

    private CompiledChain Compile(IReadOnlyList<ProcessorSpec> chain, AudioFormat format) => new ChainCompiler(decode, graph, fourier).Compile(chain, format, null);

    private static ProcessorDefinition DefinitionOf(ProcessorSpec spec) => ProcessorSettings.Of(spec).Definition;
}
