using System.Numerics;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Mastering.Probe;

/// <summary>
/// The complex response from every input channel to every output channel at some frequencies, with what its phase grows by: measured by
/// impulses through the processors themselves, their latency taken out as a render does.
/// </summary>
public sealed class ResponseMatrix
{
    // Of the greatest sample; what stays below it to the end is not looked at.
    private const double Negligible = 1e-15;
    private const int LeastFrames = 65536, MostFrames = 1 << 20, BlockFrames = 4096;

    private readonly Complex[,][] _gain;
    // Transform of t h(t), in seconds: the group delay is the real part of its ratio to the gain.
    private readonly Complex[,][] _slope;

    private ResponseMatrix(Complex[,][] gain, Complex[,][] slope) => (_gain, _slope) = (gain, slope);

    public int Outputs => _gain.GetLength(0);

    public int Inputs => _gain.GetLength(1);

    /// <summary>At each frequency.</summary>
    public IReadOnlyList<Complex> Gain(int output, int input) => _gain[output, input];

    /// <summary>Sum of paths with weights; the group delay of a sum is not the sum of its delays.</summary>
    public (Complex[] Gain, double[] GroupDelay) Path(params (int Output, int Input, double Weight)[] paths)
    {
        var gain = new Complex[_gain[0, 0].Length];
        var delay = new double[gain.Length];
        for (var k = 0; k < gain.Length; k++)
        {
            var slope = Complex.Zero;
            foreach (var (o, i, weight) in paths)
            {
                gain[k] += weight * _gain[o, i][k];
                slope += weight * _slope[o, i][k];
            }
            delay[k] = gain[k] == Complex.Zero ? double.NaN : (slope / gain[k]).Real;
        }
        return (gain, delay);
    }

    internal ResponseMatrix Then(ResponseMatrix next)
    {
        var (gain, slope) = (new Complex[next.Outputs, Inputs][], new Complex[next.Outputs, Inputs][]);
        for (var o = 0; o < next.Outputs; o++)
            for (var i = 0; i < Inputs; i++)
            {
                var count = _gain[0, 0].Length;
                (gain[o, i], slope[o, i]) = (new Complex[count], new Complex[count]);
                for (var k = 0; k < count; k++)
                    for (var m = 0; m < Outputs; m++)
                    {
                        gain[o, i][k] += next._gain[o, m][k] * _gain[m, i][k];
                        slope[o, i][k] += next._slope[o, m][k] * _gain[m, i][k] + next._gain[o, m][k] * _slope[m, i][k];
                    }
            }
        return new ResponseMatrix(gain, slope);
    }

    internal static ResponseMatrix Of(IGraph graph, IReadOnlyList<ProcessorSpec> chain, AudioFormat format, IReadOnlyList<Hertz> frequencies)
    {
        using var running = graph.Build(chain, format, BlockFrames);
        var (inputs, outputs) = (format.Channels, running.OutputChannels);
        var (gain, slope) = (new Complex[outputs, inputs][], new Complex[outputs, inputs][]);
        var latency = running.Latency.Value;
        var length = (int)Math.Clamp(running.Tail?.Value ?? MostFrames, LeastFrames, MostFrames);
        for (var i = 0; i < inputs; i++)
        {
            var impulse = Impulse(running, i, latency, length);
            for (var o = 0; o < outputs; o++) (gain[o, i], slope[o, i]) = Transform(impulse[o], format.Rate, frequencies);
        }
        return new ResponseMatrix(gain, slope);
    }

    private static double[][] Impulse(IRunningGraph running, int input, long latency, int length)
    {
        running.Reset();
        var (inputs, outputs) = (running.Format.Channels, running.OutputChannels);
        var planes = Enumerable.Range(0, outputs).Select(_ => new double[length]).ToArray();
        var block = new AudioBlock(inputs, BlockFrames, outputs);
        for (long at = 0; at < latency + length; at += BlockFrames)
        {
            (block.Frames, block.Channels) = (BlockFrames, inputs);
            for (var c = 0; c < inputs; c++) block.Channel(c).Clear();
            if (at == 0) block.Channel(input)[0] = 1;
            running.Process(block);
            for (var c = 0; c < outputs; c++)
            {
                var first = (int)Math.Max(0, latency - at);
                var count = (int)Math.Min(BlockFrames, latency + length - at) - first;
                if (count > 0) block.Channel(c).Slice(first, count).CopyTo(planes[c].AsSpan((int)(at + first - latency)));
            }
        }
        return planes;
    }

    // By its definition at every frequency side by side, so that the frequencies may stand anywhere.
    private static (Complex[] Gain, Complex[] Slope) Transform(double[] h, SampleRate rate, IReadOnlyList<Hertz> frequencies)
    {
        var count = frequencies.Count;
        var (gain, slope) = (new Complex[count], new Complex[count]);
        var top = 0.0;
        foreach (var x in h) top = Math.Max(top, Math.Abs(x));
        var length = h.Length;
        while (length > 0 && Math.Abs(h[length - 1]) <= Negligible * top) length--;
        if (top == 0) return (gain, slope);
        var lanes = Vector<double>.Count;
        var groups = (count + lanes - 1) / lanes;
        var turn = new double[2][];
        for (var part = 0; part < 2; part++) turn[part] = new double[groups * lanes];
        for (var k = 0; k < count; k++) (turn[0][k], turn[1][k]) = (Math.Cos(Angle(k)), -Math.Sin(Angle(k)));
        for (var g = 0; g < groups; g++)
        {
            var (stepReal, stepImaginary) = (new Vector<double>(turn[0], g * lanes), new Vector<double>(turn[1], g * lanes));
            Vector<double> real = Vector<double>.One, imaginary = Vector<double>.Zero, gr = default, gi = default, sr = default, si = default;
            for (var i = 0; i < length; i++)
            {
                var x = new Vector<double>(h[i]);
                var (a, b) = (x * real, x * imaginary);
                gr += a;
                gi += b;
                var t = new Vector<double>(i);
                sr += t * a;
                si += t * b;
                (real, imaginary) = (real * stepReal - imaginary * stepImaginary, real * stepImaginary + imaginary * stepReal);
            }
            for (var l = 0; l < lanes && g * lanes + l < count; l++)
            {
                gain[g * lanes + l] = new(gr[l], gi[l]);
                slope[g * lanes + l] = new Complex(sr[l], si[l]) / rate.Hz;
            }
        }
        return (gain, slope);

        double Angle(int k) => 2 * Math.PI * frequencies[k].Value / rate.Hz;
    }
}
