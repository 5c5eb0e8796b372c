using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Render;

/// <summary>Changes the rate of samples that are all there, such as impulse responses.</summary>
internal static class PlaneResampling
{
    /// <param name="scale">Factor of every sample.</param>
    public static double[][] Convert(IGraph graph, double[][] planes, SampleRate from, SampleRate to, double scale)
    {
        using var resampler = graph.Resample(from, to, planes.Length, ResampleQuality.High);
        var input = new AudioBlock(planes.Length, 8192);
        var output = new AudioBlock(planes.Length, 16384);
        var result = planes.Select(_ => new List<double>()).ToArray();
        void Take()
        {
            foreach (var (plane, c) in result.Select((p, c) => (p, c)))
                foreach (var x in output.Channel(c)) plane.Add(x * scale);
        }
        for (var at = 0; at < planes[0].Length; at += input.Capacity)
        {
            input.Frames = Math.Min(input.Capacity, planes[0].Length - at);
            for (var c = 0; c < planes.Length; c++) planes[c].AsSpan(at, input.Frames).CopyTo(input.Channel(c));
            resampler.Process(input, output);
            Take();
        }
        while (resampler.Flush(output)) Take();
        Take();
        return [.. result.Select(p => p.ToArray())];
    }
}
