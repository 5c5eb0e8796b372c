using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>One thing a spectral fit wants: a correction in dB at a band of one FFT size.</summary>
/// <param name="Size">Index of the FFT size.</param>
/// <param name="Weight">Such that every size counts alike.</param>
internal readonly record struct WantedPoint(int Size, GridBand Band, double Db, double Weight);

/// <summary>What is between two spectra, as the corrections that would make one the other.</summary>
internal static class WantedCurve
{
    public static List<WantedPoint> Between(double[][] reference, double[][] target, BoostLimits limits)
    {
        var points = new List<WantedPoint>(160);
        for (var s = 0; s < SixthOctaveGrid.Sizes.Length; s++)
        {
            var r = MatchSpectra.Levels(reference, s);
            var t = MatchSpectra.Levels(target, s);
            var (rPeak, tPeak) = (r.Max(), t.Max());
            var start = points.Count;
            for (var b = 0; b < r.Length; b++)
            {
                var band = SixthOctaveGrid.Bands[s][b];
                var wanted = limits.Wanted(band.Centre, r[b], t[b], rPeak, tPeak);
                if (!double.IsNaN(wanted)) points.Add(new WantedPoint(s, band, wanted, 1));
            }
            var count = points.Count - start;
            for (var i = start; i < points.Count; i++) points[i] = points[i] with { Weight = 1.0 / count };
        }
        return points;
    }

    /// <summary>The level that the two differ by: weighted mean.</summary>
    public static double Offset(List<WantedPoint> points)
    {
        double sum = 0, weight = 0;
        foreach (var p in points)
        {
            sum += p.Weight * p.Db;
            weight += p.Weight;
        }
        return weight > 0 ? sum / weight : 0;
    }
}
