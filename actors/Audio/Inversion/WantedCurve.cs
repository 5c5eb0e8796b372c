using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>One thing a spectral fit wants: a correction in dB at a band of one FFT size.</summary>
/// <param name="Size">Index of the FFT size.</param>
/// <param name="Weight">Such that every set of bands counts alike.</param>
internal readonly record struct WantedPoint(int Size, GridBand Band, double Db, double Weight);

/// <summary>
/// What is between two spectra, as the corrections that would make one the other: in sixths of an octave for each FFT size, and in mel bands,
/// which are narrower in the highs.
/// </summary>
internal static class WantedCurve
{
    public static List<WantedPoint> Between(double[][] reference, double[][] target, BoostLimits limits)
    {
        var points = new List<WantedPoint>(240);
        for (var s = 0; s < SixthOctaveGrid.Sizes.Length; s++) Add(points, reference, target, s, SixthOctaveGrid.Bands[s], limits);
        Add(points, reference, target, MelGrid.Size, MelGrid.Bands, limits);
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

    private static void Add(List<WantedPoint> points, double[][] reference, double[][] target, int size, ImmutableArray<GridBand> bands, BoostLimits limits)
    {
        var r = MatchSpectra.Levels(reference[size], bands);
        var t = MatchSpectra.Levels(target[size], bands);
        var (rPeak, tPeak) = (r.Max(), t.Max());
        var start = points.Count;
        for (var b = 0; b < bands.Length; b++)
        {
            var wanted = limits.Wanted(bands[b].Centre, r[b], t[b], rPeak, tPeak);
            if (!double.IsNaN(wanted)) points.Add(new WantedPoint(size, bands[b], wanted, 1));
        }
        var count = points.Count - start;
        for (var i = start; i < points.Count; i++) points[i] = points[i] with { Weight = 1.0 / count };
    }
}
