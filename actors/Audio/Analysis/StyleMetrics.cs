using System.Collections.Immutable;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Analysis;

/// <summary>
/// How far two sounds are apart, in figures between time-pooled statistics; 0 is the same style.
/// <list type="bullet">
/// <item><c>StftDistance</c>: for the FFT sizes 512, 2048 and 8192 the mean power (mid + side) over active frames in bands of a sixth octave
/// around 30 · 2^(i/6) Hz up to 16 kHz (the mean of the bins inside, each bin in one band, bands without a bin left out), in dB; the RMS
/// difference over the bands; the mean of the three sizes. Absolute level, so a gain of 6 dB is a distance of 6.</item>
/// <item><c>MelDistance</c>: mean |dB| difference of the 64 mel bands' mean power.</item>
/// <item><c>MelW1</c>: mean over the 64 bands of the Wasserstein distance between the distributions of the band's level in frames of 93 ms.</item>
/// <item><c>LoudnessError</c>, <c>RangeError</c>, <c>CrestError</c>, <c>PlrError</c>, <c>SideMidError</c>: absolute differences of integrated loudness,
/// loudness range, sample peak − RMS, true peak − loudness, side/mid energy ratio (clamped to −40…+20 dB).</item>
/// </list>
/// A band counts where both sounds hold something: within 70 dB of their strongest band. The figures over all bands, floored at −100 dB, are
/// there as well. A DC offset is no sound and is left out. A silent sound has no distance: its figures are NaN.
/// </summary>
public sealed record StyleMetrics
{
    private const double Floor = -100, Reach = 70;

    public required double StftDistance { get; init; }
    public required double MelDistance { get; init; }
    public required double MelW1 { get; init; }
    /// <summary>Over all bands.</summary>
    public required double StftDistanceAll { get; init; }
    public required double MelDistanceAll { get; init; }
    public required double MelW1All { get; init; }
    public required double LoudnessError { get; init; }
    public required double RangeError { get; init; }
    public required double CrestError { get; init; }
    public required double PlrError { get; init; }
    public required double SideMidError { get; init; }

    /// <summary>Of x against the reference; symmetric.</summary>
    public static StyleMetrics Between(SoundProfile reference, SoundProfile x)
    {
        var sizes = SixthOctaveGrid.Sizes.Length;
        double stft = 0, stftAll = 0;
        for (var s = 0; s < sizes; s++)
        {
            var (a, b) = (Levels(reference, s), Levels(x, s));
            stft += Rms(a, b, Within(a, b)) / sizes;
            stftAll += Rms(Floored(a), Floored(b), [.. Enumerable.Range(0, a.Length)]) / sizes;
        }
        var (melA, melB) = (MelLevels(reference.Mel), MelLevels(x.Mel));
        var audible = Within(melA, melB);
        var all = Enumerable.Range(0, melA.Length).ToArray();
        var moves = all.Select(i => reference.Mel.Levels[i].Distance(x.Mel.Levels[i])).ToArray();
        return new StyleMetrics
        {
            StftDistance = stft,
            StftDistanceAll = stftAll,
            MelDistance = Mean(audible, i => Math.Abs(melA[i] - melB[i])),
            MelDistanceAll = Mean(all, i => Math.Abs(Math.Max(melA[i], Floor) - Math.Max(melB[i], Floor))),
            MelW1 = Mean(audible, i => moves[i]),
            MelW1All = Mean(all, i => moves[i]),
            LoudnessError = Math.Abs(reference.Loudness.Reading.Integrated.Value - x.Loudness.Reading.Integrated.Value),
            RangeError = Math.Abs(reference.Loudness.Reading.Range - x.Loudness.Reading.Range),
            CrestError = Math.Abs(reference.Dynamics.Crest.Value - x.Dynamics.Crest.Value),
            PlrError = Math.Abs(reference.Dynamics.PeakToLoudness.Value - x.Dynamics.PeakToLoudness.Value),
            SideMidError = Math.Abs(reference.Stereo.Width.Value - x.Stereo.Width.Value),
        };
    }

    private static double[] Levels(SoundProfile profile, int size)
    {
        var spectrum = profile.Spectra[size];
        var bands = SixthOctaveGrid.Bands[size];
        var offset = OffsetPower(profile);
        var levels = new double[bands.Length];
        for (var b = 0; b < bands.Length; b++)
        {
            var sum = 0.0;
            for (var k = bands[b].First; k < bands[b].End; k++)
            {
                // The Hann window puts a quarter of bin 0's power, twice that of the offset, into bin 1 and nothing beyond.
                var leak = k == 1 ? offset / 2 : 0;
                sum += Math.Max(spectrum.Mid[k] + spectrum.Side[k] - leak, 0);
            }
            levels[b] = 10 * Math.Log10(sum / (bands[b].End - bands[b].First) + 1e-30);
        }
        return levels;
    }

    /// <summary>Mean square of the pair's offsets, mid + side; the sum over left and right is the same.</summary>
    private static double OffsetPower(SoundProfile profile)
    {
        var dc = profile.Defects.DcOffset;
        return dc.Length switch
        {
            1 => 2 * dc[0] * dc[0],
            2 => dc[0] * dc[0] + dc[1] * dc[1],
            _ => 0,
        };
    }

    private static double[] MelLevels(MelProfile mel) => [.. mel.Power.Select(p => 10 * Math.Log10(p + 1e-30))];

    private static double[] Floored(double[] levels) => [.. levels.Select(l => Math.Max(l, Floor))];

    private static int[] Within(double[] a, double[] b)
    {
        var (topA, topB) = (a.Max(), b.Max());
        return [.. Enumerable.Range(0, a.Length).Where(i => a[i] > topA - Reach && b[i] > topB - Reach)];
    }

    private static double Rms(double[] a, double[] b, int[] which) => Math.Sqrt(Mean(which, i => (a[i] - b[i]) * (a[i] - b[i])));

    private static double Mean(int[] which, Func<int, double> value) => which.Length == 0 ? double.NaN : which.Sum(value) / which.Length;
}
