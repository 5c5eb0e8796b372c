using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Inversion.Paired;
using NTWorkstation.Audio.Signal;
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

    private static KnownProcessing.Bell[] Bells(int rate) => [new(90, 0.9, 4, rate), new(900, 1.2, -5, rate), new(5000, 0.8, 3.5, rate)];

    [Fact]
    public void Given_eq_gain_compression_delay_and_drift_on_real_music_then_each_is_identified()
    {
        const double gainDb = 2.5, delay = 12345.4, drift = 30;
        var threshold = 0.0;
        var (result, rate) = Identify("xmoto-data", "*speeditup.ogg", 75, (left, right, rate) =>
        {
            Equalise(left, right, rate);
            // The threshold stands where loud parts of this music are reduced by several dB and quiet ones not at all.
            threshold = Loud(left, right) - 8;
            KnownProcessing.Compress(left, right, rate, threshold, ratio: 3, attackMs: 10, releaseMs: 120, rmsMs: 10);
            Scale(left, gainDb);
            Scale(right, gainDb);
            return (KnownProcessing.DelayAndDrift(left, delay, drift), KnownProcessing.DelayAndDrift(right, delay, drift));
        });

        Assert.Equal(drift, result.Alignment.DriftPpm, 0.5);
        Assert.Equal(delay * 48000 / rate, result.Alignment.OffsetFrames, 1.0);
        var found = result.Identification;
        Assert.NotNull(found.Compressor.Spec);
        Assert.Equal(3.0, found.Compressor.Spec.Ratio, 0.3);
        Assert.Equal(threshold, found.Compressor.Spec.Threshold.Value, 1.0);
        for (var i = 0; i < found.Frequencies.Count; i++)
        {
            var f = found.Frequencies[i].Value;
            if (f is < 40 or > 16000) continue;
            var expected = gainDb + Bells(rate).Sum(b => b.ResponseDb(f, rate));
            var actual = found.MidDb[i].Value + found.Compressor.Gain.Value;
            Assert.True(Math.Abs(actual - expected) <= 0.3, $"at {f:0} Hz the response is {actual:0.00} dB, expected {expected:0.00}");
        }
    }

    [Fact]
    public void Given_a_gain_alone_then_no_compressor_and_a_flat_curve_are_found()
    {
        var found = Identify("singularity-music", "*.ogg", 30, (left, right, _) =>
        {
            Scale(left, -3);
            Scale(right, -3);
            return (left, right);
        }).Result.Identification;

        Assert.Null(found.Compressor.Spec);
        Assert.Equal(-3.0, found.Compressor.Gain.Value, 0.05);
        Assert.All(found.MidDb.Zip(found.Frequencies).Where(p => p.Second.Value is > 40 and < 16000), p => Assert.Equal(0, p.First.Value, 0.1));
        Assert.True(found.Unexplained.Value < -50, $"{found.Unexplained} unexplained");
    }

    [Fact]
    public void Given_an_equaliser_and_no_match_fir_then_bands_follow_its_response_and_the_threshold_moves_with_what_they_leave()
    {
        var (result, rate) = Identify("xmoto-data", "*speeditup.ogg", 40, Equalise);
        // As if the response stood 2 dB higher: bands cannot give that, a gain can.
        const double raised = 2, threshold = -20;
        var found = result.Identification with
        {
            MidDb = [.. result.Identification.MidDb.Select(d => new Decibels(d.Value + raised))],
            Compressor = result.Identification.Compressor with { Spec = new CompressorSpec { Threshold = new(threshold), Ratio = 3 } },
        };

        var style = PairedStyle.From(found, result.Alignment, result.Compared, Stages.Default & ~Stages.MatchFir, new(-1), null);

        Assert.Null(style.MatchFir);
        Assert.InRange(style.Eq.Count, 3, 8);
        Assert.Contains(style.Notes, n => n.Contains("EQ bands follow the measured response"));
        for (var f = 40.0; f < 16000; f *= 1.1)
        {
            var expected = raised + Bells(rate).Sum(b => b.ResponseDb(f, rate));
            var actual = BandResponse.Db(style.Eq, f) + style.Gain.Value;
            Assert.True(Math.Abs(actual - expected) <= 0.4, $"at {f:0} Hz the bands give {actual:0.00} dB, expected {expected:0.00}");
        }
        var left = style.Gain.Value - found.Compressor.Gain.Value;
        Assert.Equal(raised, left, 0.5);
        Assert.Equal(threshold - left, style.Compressor!.Threshold.Value, 1e-9);
    }

    [Fact]
    public void Given_a_narrower_side_then_the_side_curve_shows_it()
    {
        var found = Identify("singularity-music", "*.ogg", 30, (left, right, _) =>
        {
            for (var i = 0; i < left.Length; i++)
            {
                var mid = 0.5 * (left[i] + right[i]);
                var side = 0.5 * 0.6 * (left[i] - right[i]);
                (left[i], right[i]) = (mid + side, mid - side);
            }
            return (left, right);
        }).Result.Identification;

        Assert.NotNull(found.SideDb);
        var side1k = found.SideDb[found.Frequencies.Select((f, i) => (f, i)).MinBy(p => Math.Abs(p.f.Value - 1000)).i].Value;
        Assert.Equal(20 * Math.Log10(0.6), side1k, 0.2);
        StyleParams Style(Stages stages) => PairedStyle.From(found, new FineAlignment(0, 0, 0), new(30), stages, new(-1), null);
        Assert.All(Style(Stages.Default & ~Stages.MatchFir).Stereo!.Widths, w => Assert.Equal(0.6, w, 0.03));
        Assert.Equal(found.SideDb, Style(Stages.Default).MatchFir!.SideDb);
        Assert.Null(Style(Stages.Default & ~Stages.Width).MatchFir!.SideDb);
    }

    [Fact]
    public void Given_different_music_then_it_is_refused_with_a_reason()
    {
        var other = PairedMusic.Excerpt("xmoto-data", "*speeditup.ogg", 30);

        var refusal = Assert.Throws<NotPairedException>(() => Identify("singularity-music", "*.ogg", 30, (_, _, _) => (other.Left, other.Right)));

        Assert.Contains("not the same performance", refusal.Message);
    }

    /// <summary>What is found between the beginning of a track and what a process makes of it.</summary>
    private (PairedResult Result, int Rate) Identify(
        string package, string file, int seconds, Func<double[], double[], int, (double[] Left, double[] Right)> process)
    {
        var (left, right, rate) = PairedMusic.Excerpt(package, file, seconds);
        var (target, reference) = (Path.Combine(_folder, "target.wav"), Path.Combine(_folder, "reference.wav"));
        PairedMusic.WriteWav(target, left, right, rate);
        (left, right) = process(left, right, rate);
        PairedMusic.WriteWav(reference, left, right, rate);
        return (new PairedInversion(new NativeDecode(), new NativeGraph(), new NativeFourier()).Identify(reference, target, null, TestContext.Current.CancellationToken), rate);
    }

    private static (double[] Left, double[] Right) Equalise(double[] left, double[] right, int rate)
    {
        foreach (var bell in Bells(rate))
        {
            bell.Apply(left);
            bell.Apply(right);
        }
        return (left, right);
    }

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
