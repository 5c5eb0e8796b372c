using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;

namespace NTWorkstation.Mastering.Probe;

/// <summary>Level out over level in of a dynamics processor once it has settled, measured with a sine.</summary>
/// <param name="Name">"compressor", "multiband, band 1".</param>
/// <param name="Tone">Of the sine.</param>
/// <param name="InputDb">Peak level of the sine in dBFS, rising.</param>
public sealed record StaticCurve(string Name, Hertz Tone, IReadOnlyList<double> InputDb, IReadOnlyList<double> OutputDb)
{
    private const double LowestDb = -72, HighestDb = 6, StepDb = 2;
    // Level is read over windows of a tenth of a second until two in a row agree.
    private const double WindowSeconds = 0.1, LongestSeconds = 12, SettledDb = 0.002;
    // Of a block: at the highest rates a window is shorter.
    private const int MostFrames = 65536;

    /// <summary>None for a processor that does not work on levels.</summary>
    internal static IEnumerable<StaticCurve> Of(IGraph graph, ProcessorSpec spec, SampleRate rate)
    {
        if (spec is MultibandSpec multiband)
        {
            double[] borders = [multiband.Crossovers[0].Value / 4, .. multiband.Crossovers.Select(c => c.Value), Math.Min(multiband.Crossovers[^1].Value * 4, 0.45 * rate.Hz)];
            for (var band = 0; band < multiband.Bands.Count; band++)
                yield return Measure(graph, spec, rate, FormattableString.Invariant($"multiband, band {band}"), new(Math.Sqrt(borders[band] * borders[band + 1])));
        }
        else if (spec is DeEsserSpec deEsser)
        {
            // Well within the part that it listens to.
            yield return Measure(graph, spec, rate, ProcessorSettings.Of(spec).Processor, new(Math.Min(2 * deEsser.Frequency.Value, 0.45 * rate.Hz)));
        }
        else if (spec is CompressorSpec or LimiterSpec or GateSpec)
        {
            yield return Measure(graph, spec, rate, ProcessorSettings.Of(spec).Processor, new(Math.Min(1000, 0.2 * rate.Hz)));
        }
    }

    private static StaticCurve Measure(IGraph graph, ProcessorSpec spec, SampleRate rate, string name, Hertz tone)
    {
        // Whole periods fit a window, so that its mean square is that of the sine.
        var window = Math.Min((int)(rate.Hz * WindowSeconds), MostFrames);
        var f = new Hertz(Math.Max(1, Math.Round(tone.Value * window / rate.Hz)) * rate.Hz / window);
        var format = new AudioFormat(rate, 1, AudioFormat.DefaultMask(1));
        using var running = graph.Build([spec], format, window);
        var block = new AudioBlock(1, window);
        var (input, output) = (new List<double>(), new List<double>());
        for (var level = LowestDb; level <= HighestDb; level += StepDb)
        {
            running.Reset();
            var (last, agreed) = (double.NaN, 0);
            long frame = 0;
            while (agreed < 2 && frame < LongestSeconds * rate.Hz)
            {
                var amplitude = new Decibels(level).Amplitude;
                block.Frames = window;
                var samples = block.Channel(0);
                for (var i = 0; i < window; i++) samples[i] = amplitude * Math.Sin(2 * Math.PI * ((frame + i) * f.Value / rate.Hz % 1));
                frame += window;
                running.Process(block);
                var power = 0.0;
                foreach (var x in samples) power += x * x;
                var db = Decibels.FromPower(2 * power / window).Value;
                agreed = frame > running.Latency.Value + window && Math.Abs(db - last) < SettledDb ? agreed + 1 : 0;
                last = db;
            }
            input.Add(level);
            output.Add(last);
        }
        return new StaticCurve(name, f, input, output);
    }
}
