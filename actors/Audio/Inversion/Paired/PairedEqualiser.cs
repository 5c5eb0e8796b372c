using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion.Paired;

/// <summary>A measured response as a few equaliser bands.</summary>
/// <param name="Bands">At most 8, by rising frequency.</param>
/// <param name="Level">What the bands leave to a plain gain.</param>
/// <param name="ResidualDb">Root mean square of the response minus bands and level, where it was measured between 30 Hz and 16 kHz.</param>
/// <param name="LargestDb">The largest of it, with its sign.</param>
/// <param name="LargestAt">Where that is.</param>
internal sealed record PairedEqualiser(IReadOnlyList<EqBand> Bands, Decibels Level, double ResidualDb, double LargestDb, Hertz LargestAt)
{
    private const double LowestHz = 30, HighestHz = 16000;

    /// <summary>The bands that follow the mid's response; the side's is a matter of the width.</summary>
    public static PairedEqualiser Fit(PairedIdentification found)
    {
        var points = Measured(found)
            .Select(i => new WantedPoint(0, new GridBand(found.Frequencies[i].Value, 0, 1), found.MidDb[i].Value, 1))
            .ToList();
        var (bands, level) = BandFit.Fit(points, BoostLimits.None, BandFit.MaxBands);
        double squares = 0, largest = 0, at = 0;
        foreach (var p in points)
        {
            var rest = p.Db - level - BandResponse.Db(bands, p.Band.Centre);
            squares += rest * rest;
            if (Math.Abs(rest) <= Math.Abs(largest)) continue;
            (largest, at) = (rest, p.Band.Centre);
        }
        return new PairedEqualiser(bands, new Decibels(level), Math.Sqrt(squares / Math.Max(1, points.Count)), largest, new Hertz(at));
    }

    /// <summary>The side's gain over the mid's in four bands, within the bounds of widths; null where it does next to nothing.</summary>
    public static WidthSpec? Width(PairedIdentification found)
    {
        if (found.SideDb is not { } side) return null;
        var borders = WidthFit.Crossovers;
        var measured = Measured(found).ToArray();
        var widths = new double[borders.Length + 1];
        for (var b = 0; b < widths.Length; b++)
        {
            var (low, high) = (b == 0 ? 0 : borders[b - 1], b == borders.Length ? double.MaxValue : borders[b]);
            var db = measured.Where(i => found.Frequencies[i].Value >= low && found.Frequencies[i].Value < high)
                .Select(i => side[i].Value - found.MidDb[i].Value).DefaultIfEmpty(0).Average();
            widths[b] = Math.Clamp(Math.Pow(10, db / 20), WidthFit.Narrowest, WidthFit.Widest);
        }
        return widths.All(w => Math.Abs(w - 1) < 0.02) ? null : new WidthSpec(widths, [.. borders.Select(f => new Hertz(f))]);
    }

    private static IEnumerable<int> Measured(PairedIdentification found) =>
        Enumerable.Range(0, found.Frequencies.Count)
            .Where(i => found.Coherence[i] >= ResponseCurve.Believable && found.Frequencies[i].Value is >= LowestHz and <= HighestHz);
}
