using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Invert.Paired;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>Mode A finds on real music what independent textbook processing did to it.</summary>
public sealed class PairedInversionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-paired-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PairedInversion Inversion => new(new NativeDecode(), new NativeGraph(), new NativeFourier());

    [Fact]
    public void Given_eq_gain_compression_delay_and_drift_on_real_music_then_each_is_identified()
    {
        var (left, right, rate) = PairedMusic.Excerpt("xmoto-data", "*speeditup.ogg", 75);
        WriteWav("target.wav", left, right, rate);
        KnownProcessing.Bell[] bells = [new(90, 0.9, 4, rate), new(900, 1.2, -5, rate), new(5000, 0.8, 3.5, rate)];
        foreach (var bell in bells)
        {
            bell.Apply(left);
            bell.Apply(right);
        }
        // The threshold stands where loud parts of this music are reduced by several dB and quiet ones not at all.
        var threshold = Loud(left, right) - 8;
        KnownProcessing.Compress(left, right, rate, threshold, ratio: 3, attackMs: 10, releaseMs: 120, rmsMs: 10);
        const double gainDb = 2.5;
        Scale(left, gainDb);
        Scale(right, gainDb);
        const double delay = 12345.4, drift = 30;
        WriteWav("reference.wav", KnownProcessing.DelayAndDrift(left, delay, drift), KnownProcessing.DelayAndDrift(right, delay, drift), rate);

        var result = Inversion.Identify(InFolder("reference.wav"), InFolder("target.wav"), null, TestContext.Current.CancellationToken);

        Assert.Equal(drift, result.Alignment.DriftPpm, 0.5);
        var found = result.Identification;
        Assert.NotNull(found.Compressor.Spec);
        Assert.Equal(3.0, found.Compressor.Spec.Ratio, 0.3);
        Assert.Equal(threshold, found.Compressor.Spec.Threshold.Value, 1.0);
        for (var i = 0; i < found.Frequencies.Count; i++)
        {
            var f = found.Frequencies[i].Value;
            if (f is < 40 or > 16000) continue;
            var expected = gainDb + bells.Sum(b => b.ResponseDb(f, rate));
            var actual = found.MidDb[i].Value + found.Compressor.Gain.Value;
            Assert.True(Math.Abs(actual - expected) <= 0.3, $"at {f:0} Hz the response is {actual:0.00} dB, expected {expected:0.00}");
        }
    }

    [Fact]
    public void Given_a_gain_alone_then_no_compressor_and_a_flat_curve_are_found()
    {
        var (left, right, rate) = PairedMusic.Excerpt("singularity-music", "*.ogg", 30);
        WriteWav("target.wav", left, right, rate);
        Scale(left, -3);
        Scale(right, -3);
        WriteWav("reference.wav", left, right, rate);

        var found = Inversion.Identify(InFolder("reference.wav"), InFolder("target.wav"), null, TestContext.Current.CancellationToken).Identification;

        Assert.Null(found.Compressor.Spec);
        Assert.Equal(-3.0, found.Compressor.Gain.Value, 0.05);
        Assert.All(found.MidDb.Zip(found.Frequencies).Where(p => p.Second.Value is > 40 and < 16000), p => Assert.Equal(0, p.First.Value, 0.1));
        Assert.True(found.Unexplained.Value < -50, $"{found.Unexplained} unexplained");
    }

    [Fact]
    public void Given_an_equaliser_and_no_match_fir_then_bands_follow_its_response_and_the_threshold_moves_with_what_they_leave()
    {
        var (left, right, rate) = PairedMusic.Excerpt("xmoto-data", "*speeditup.ogg", 40);
        WriteWav("target.wav", left, right, rate);
        KnownProcessing.Bell[] bells = [new(90, 0.9, 4, rate), new(900, 1.2, -5, rate), new(5000, 0.8, 3.5, rate)];
        foreach (var bell in bells)
        {
            bell.Apply(left);
            bell.Apply(right);
        }
        WriteWav("reference.wav", left, right, rate);
        var found = Inversion.Identify(InFolder("reference.wav"), InFolder("target.wav"), null, TestContext.Current.CancellationToken);

        var style = PairedStyle.From(found.Identification, found.Alignment, found.Compared, Stages.Default & ~Stages.MatchFir, new(-1), null);

        Assert.Null(style.MatchFir);
        Assert.InRange(style.Eq.Count, 3, 8);
        Assert.Contains(style.Notes, n => n.Contains("EQ bands follow the measured response"));
        for (var f = 40.0; f < 16000; f *= 1.1)
        {
            var expected = bells.Sum(b => b.ResponseDb(f, rate));
            var actual = BandResponse.Db(style.Eq, f) + style.Gain.Value;
            Assert.True(Math.Abs(actual - expected) <= 0.4, $"at {f:0} Hz the bands give {actual:0.00} dB, expected {expected:0.00}");
        }
    }

    [Fact]
    public void Given_a_narrower_side_then_the_side_curve_shows_it()
    {
        var (left, right, rate) = PairedMusic.Excerpt("singularity-music", "*.ogg", 30);
        WriteWav("target.wav", left, right, rate);
        for (var i = 0; i < left.Length; i++)
        {
            var mid = 0.5 * (left[i] + right[i]);
            var side = 0.5 * 0.6 * (left[i] - right[i]);
            (left[i], right[i]) = (mid + side, mid - side);
        }
        WriteWav("reference.wav", left, right, rate);

        var found = Inversion.Identify(InFolder("reference.wav"), InFolder("target.wav"), null, TestContext.Current.CancellationToken).Identification;

        Assert.NotNull(found.SideDb);
        var side1k = found.SideDb[found.Frequencies.Select((f, i) => (f, i)).MinBy(p => Math.Abs(p.f.Value - 1000)).i].Value;
        Assert.Equal(20 * Math.Log10(0.6), side1k, 0.2);
        var style = PairedStyle.From(found, new FineAlignment(0, 0, 0), new(30), Stages.Default & ~Stages.MatchFir, new(-1), null);
        Assert.All(style.Stereo!.Widths, w => Assert.Equal(0.6, w, 0.03));
        Assert.Null(PairedStyle.From(found, new FineAlignment(0, 0, 0), new(30), Stages.Default & ~Stages.Width, new(-1), null).MatchFir?.SideDb);
    }

    [Fact]
    public void Given_different_music_then_it_is_refused_with_a_reason()
    {
        var first = PairedMusic.Excerpt("singularity-music", "*.ogg", 30);
        var second = PairedMusic.Excerpt("xmoto-data", "*speeditup.ogg", 30);
        WriteWav("target.wav", first.Left, first.Right, first.Rate);
        WriteWav("reference.wav", second.Left, second.Right, second.Rate);

        var refusal = Assert.Throws<NotPairedException>(
            () => Inversion.Identify(InFolder("reference.wav"), InFolder("target.wav"), null, TestContext.Current.CancellationToken));

        Assert.Contains("not the same performance", refusal.Message);
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private void WriteWav(string name, double[] left, double[] right, int rate) => PairedMusic.WriteWav(InFolder(name), left, right, rate);

    private static void Scale(double[] x, double db)
    {
        var factor = Math.Pow(10, db / 20);
        for (var i = 0; i < x.Length; i++) x[i] *= factor;
    }

    // Level that the 10 ms mean square exceeds in a tenth of the time.
    private static double Loud(double[] left, double[] right)
    {
        var levels = new List<double>();
        for (var i = 0; i + 441 <= left.Length; i += 441)
        {
            double l = 0, r = 0;
            for (var k = i; k < i + 441; k++)
            {
                l += left[k] * left[k];
                r += right[k] * right[k];
            }
            levels.Add(10 * Math.Log10(Math.Max(l, r) / 441 + 1e-20));
        }
        levels.Sort();
        return levels[(int)(0.9 * levels.Count)];
    }
}
