using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Report.Plot;

namespace NTWorkstation.Nt.Report;

/// <summary>Measurements as curves: smoothed, decimated, in the units of the axes.</summary>
internal static class Curves
{
    // Noise through a Hann window spreads over 1.5 bins' worth of power.
    private const double HannNoiseBandwidth = 1.5;
    private const int MostPoints = 900;

    /// <summary>
    /// Level in 1/6-octave bands (mid + side) in dBFS, at 1/24-octave points from 20 Hz to 20 kHz: the power of the 8192-point spectrum
    /// within ±1/12 octave, bins counted by the part that lies inside. Points above the profile's half rate are left out.
    /// </summary>
    public static IReadOnlyList<Point> Spectrum(SoundProfile profile)
    {
        var spectrum = profile.Spectrum(8192);
        var cumulative = new double[spectrum.Mid.Length + 1];
        for (var k = 0; k < spectrum.Mid.Length; k++) cumulative[k + 1] = cumulative[k] + spectrum.Mid[k] + spectrum.Side[k];
        var nyquist = Math.Min(profile.Source.Rate.Hz > 0 ? profile.Source.Rate.Hz / 2 : double.PositiveInfinity, SoundProfile.AnalysisRate.Hz / 2);
        var points = new List<Point>();
        for (var f = 20.0; f <= 20000.1; f *= Math.Pow(2, 1.0 / 24))
        {
            var (low, high) = (f * Math.Pow(2, -1.0 / 12), f * Math.Pow(2, 1.0 / 12));
            if (high > nyquist) break;
            var power = (Below(high) - Below(low)) / HannNoiseBandwidth;
            points.Add(new Point(f, power > 1e-16 ? 10 * Math.Log10(power) : double.NaN));
        }
        return points;

        double Below(double frequency)
        {
            var bin = Math.Clamp(frequency / spectrum.BinWidth.Value + 0.5, 0, cumulative.Length - 1.0);
            var whole = Math.Min((int)bin, cumulative.Length - 2);
            return cumulative[whole] + (bin - whole) * (cumulative[whole + 1] - cumulative[whole]);
        }
    }

    /// <summary>a − b where both are known.</summary>
    public static IReadOnlyList<Point> Difference(IReadOnlyList<Point> a, IReadOnlyList<Point> b) =>
        [.. a.Zip(b, (x, y) => new Point(x.X, x.Y - y.Y))];

    /// <summary>Loudness over time, LUFS, in 3 seconds (short-term) or 400 ms (momentary); silence interrupts it.</summary>
    public static IReadOnlyList<Point> Loudness(SoundProfile profile, bool momentary) => Decimate(
        momentary ? profile.Loudness.MomentarySeries : profile.Loudness.ShortTermSeries, profile.Loudness.SeriesStep.Value, farthestFromZero: false);

    /// <summary>Side/mid level by third octave in dB.</summary>
    public static IReadOnlyList<Point> Width(SoundProfile profile) =>
        [.. profile.Stereo.ThirdOctaves
            .Select(b => new Point(Math.Sqrt(b.Low.Value * b.High.Value), b.Width.Value))
            .Where(p => p.X is >= 20 and <= 20000)];

    /// <summary>At most 900 points of an evenly spaced series; a point is the mean of its span, or the value of it that is farthest from 0.</summary>
    public static IReadOnlyList<Point> Decimate(ImmutableArray<float> series, double step, bool farthestFromZero)
    {
        var span = Math.Max(1, (series.Length + MostPoints - 1) / MostPoints);
        var points = new List<Point>(series.Length / span + 1);
        for (var start = 0; start < series.Length; start += span)
        {
            var end = Math.Min(series.Length, start + span);
            double sum = 0, farthest = 0;
            var counted = 0;
            for (var i = start; i < end; i++)
            {
                if (!float.IsFinite(series[i]) || (!farthestFromZero && series[i] < -99)) continue;
                sum += series[i];
                if (Math.Abs(series[i]) > Math.Abs(farthest)) farthest = series[i];
                counted++;
            }
            var value = counted == 0 ? double.NaN : farthestFromZero ? farthest : sum / counted;
            points.Add(new Point((start + end - 1) * 0.5 * step, value));
        }
        return points;
    }
}
