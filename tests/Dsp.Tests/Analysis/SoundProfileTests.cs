using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using Xunit;

namespace NTWorkstation.Dsp.Tests.Analysis;

/// <summary>Profiles of signals with known statistics, and the distances between them.</summary>
public class SoundProfileTests
{
    private const int Rate = 48000;

    private static double[][] Noise(double seconds, double sigma, double share, int seed)
    {
        var random = new Random(seed);
        double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var frames = (int)(seconds * Rate);
        double[] left = new double[frames], right = new double[frames];
        for (var i = 0; i < frames; i++)
        {
            var swell = 0.6 + 0.4 * Math.Sin(2 * Math.PI * i / Rate / 4);
            double mid = sigma * swell * Gauss(), side = share * sigma * swell * Gauss();
            left[i] = mid + side;
            right[i] = mid - side;
        }
        return [left, right];
    }

    private static SoundProfile Profile(double[][] x, int block = 4096)
    {
        var format = new AudioFormat(new SampleRate(Rate), x.Length, AudioFormat.DefaultMask(x.Length));
        using var analyser = new NativeAnalyse().Sound(format, SoundOptions.Default);
        var audio = new AudioBlock(x.Length, block);
        for (var n = 0; n < x[0].Length; n += block)
        {
            audio.Frames = Math.Min(block, x[0].Length - n);
            for (var c = 0; c < x.Length; c++) x[c].AsSpan(n, audio.Frames).CopyTo(audio.Channel(c));
            analyser.Add(audio);
        }
        return analyser.Finish("noise");
    }

    private static double[][] Scaled(double[][] x, double factor) => [.. x.Select(c => c.Select(v => v * factor).ToArray())];

    [Fact]
    public void Given_a_sound_and_itself_then_every_distance_is_0()
    {
        var p = Profile(Noise(8, 0.1, 0.5, 1));
        var m = StyleMetrics.Between(p, p);
        Assert.Equal(0, m.StftDistance + m.MelDistance + m.MelW1 + m.StftDistanceAll + m.MelDistanceAll + m.MelW1All, 12);
        Assert.Equal(0, m.LoudnessError + m.RangeError + m.CrestError + m.PlrError + m.SideMidError, 12);
    }

    [Fact]
    public void Given_a_gain_of_6_dB_then_spectra_levels_and_loudness_are_6_dB_apart_and_nothing_else()
    {
        var x = Noise(8, 0.1, 0.5, 1);
        var m = StyleMetrics.Between(Profile(x), Profile(Scaled(x, Math.Pow(10, 6.0 / 20))));
        Assert.Equal(6, m.StftDistance, 0.01);
        Assert.Equal(6, m.MelDistance, 0.01);
        Assert.Equal(6, m.MelW1, 0.05);
        Assert.Equal(6, m.LoudnessError, 0.05);
        Assert.Equal(0, m.RangeError, 0.05);
        Assert.Equal(0, m.CrestError, 0.001);
        Assert.Equal(0, m.PlrError, 0.05);
        Assert.Equal(0, m.SideMidError, 0.001);
    }

    /// <summary>Mean frequency of the bins that each band of a sixth octave has for itself.</summary>
    private static IEnumerable<double> Bands(int size)
    {
        var bin = 1;
        for (var centre = 30.0; centre <= 16000; centre *= Math.Pow(2, 1.0 / 6))
        {
            var own = new List<double>();
            for (; bin * (double)Rate / size < centre * Math.Pow(2, 1.0 / 12); bin++)
                if (bin * (double)Rate / size >= centre * Math.Pow(2, -1.0 / 12)) own.Add(bin * (double)Rate / size);
            if (own.Count > 0) yield return own.Average();
        }
    }

    [Fact]
    public void Given_a_known_tilt_then_the_spectral_distance_is_its_RMS_over_the_bands()
    {
        var p = Profile(Noise(4, 0.1, 0.5, 1));
        // 2 dB an octave around 1 kHz, put into the powers themselves.
        static double Tilt(double hz) => 2 * Math.Log2(Math.Max(hz, 1) / 1000);
        var tilted = p with
        {
            Spectra = [.. p.Spectra.Select(s => s with
            {
                Mid = [.. s.Mid.Select((v, k) => v * Math.Pow(10, Tilt(k * s.BinWidth.Value) / 10))],
                Side = [.. s.Side.Select((v, k) => v * Math.Pow(10, Tilt(k * s.BinWidth.Value) / 10))],
            })],
        };
        var expected = new[] { 512, 2048, 8192 }.Select(n => Math.Sqrt(Bands(n).Average(f => Tilt(f) * Tilt(f)))).Average();
        Assert.Equal(expected, StyleMetrics.Between(p, tilted).StftDistance, 0.1);
    }

    [Fact]
    public void Given_a_known_width_then_the_side_to_mid_ratio_and_the_bands_show_it()
    {
        var p = Profile(Noise(8, 0.1, 0.5, 1));
        Assert.Equal(-6.02, p.Stereo.Width.Value, 0.1);
        Assert.All(p.Stereo.Bands, b => Assert.Equal(-6.02, b.Width.Value, 0.6));
        Assert.False(p.Stereo.IsMono);
        var mono = Profile(Noise(2, 0.1, 0, 1));
        Assert.True(mono.Stereo.IsMono);
        Assert.Equal(-40, mono.Stereo.Width.Value);
        Assert.Equal(1, mono.Stereo.Correlation, 6);
        var x = Noise(2, 0.1, 0, 1);
        Assert.True(Profile([x[0], [.. x[0].Select(v => -v)]]).Stereo.IsAntiPhase);
    }

    [Fact]
    public void Given_a_low_passed_sound_then_its_bandwidth_is_found_and_a_full_one_has_all()
    {
        Assert.Equal(24000, Profile(Noise(4, 0.1, 0.5, 1)).Bandwidth.Value);
        var x = Noise(4, 0.1, 0.5, 2);
        var taps = Enumerable.Range(-200, 401).Select(k => (k == 0 ? 2 * 15000.0 / Rate : Math.Sin(2 * Math.PI * 15000 * k / Rate) / (Math.PI * k))
            * (0.42 + 0.5 * Math.Cos(Math.PI * k / 201) + 0.08 * Math.Cos(2 * Math.PI * k / 201))).ToArray();
        var low = x.Select(c => Enumerable.Range(0, c.Length - 400).Select(n =>
        {
            var sum = 0.0;
            for (var k = 0; k < 401; k++) sum += taps[k] * c[n + k];
            return sum;
        }).ToArray()).ToArray();
        Assert.Equal(15000, Profile(low).Bandwidth.Value, 400.0);
    }

    [Fact]
    public void Given_several_references_then_their_mixture_lies_between_and_one_alone_is_itself()
    {
        var x = Noise(6, 0.1, 0.5, 1);
        SoundProfile quiet = Profile(Scaled(x, 0.5)), loud = Profile(x);
        Assert.Same(loud, SoundMixture.Average([loud], [3]));
        var mixed = SoundMixture.Average([quiet, loud], [1, 1]);
        // The same sound at two levels is that sound at the level between.
        Assert.Equal(3.01, StyleMetrics.Between(mixed, loud).LoudnessError, 0.03);
        Assert.Equal(3.01, StyleMetrics.Between(mixed, loud).StftDistance, 0.03);
        Assert.Equal(3.01, StyleMetrics.Between(mixed, loud).MelW1, 0.1);
        Assert.Throws<ArgumentException>(() => SoundMixture.Average([quiet], [0]));
        Assert.Throws<ArgumentException>(() => SoundMixture.Average([], []));
    }
}
