using System.Collections.Immutable;

namespace NTWorkstation.Audio.Analysis;

/// <summary>A band of a sixth of an octave on the bins of an FFT size.</summary>
/// <param name="First">First bin.</param>
/// <param name="End">One past the last bin.</param>
internal readonly record struct GridBand(double Centre, int First, int End);

/// <summary>
/// The bands in which spectra are compared: a sixth of an octave around points in steps of a sixth from 30 Hz to 16 kHz, for the FFT sizes
/// 512, 2048 and 8192; bands without a bin of their own are left out.
/// </summary>
internal static class SixthOctaveGrid
{
    public const double LowestHz = 30, HighestHz = 16000;
    public static readonly ImmutableArray<int> Sizes = [512, 2048, 8192];
    /// <summary>For each size its bands.</summary>
    public static readonly ImmutableArray<ImmutableArray<GridBand>> Bands = [.. Sizes.Select(Build)];

    public static double BinWidth(int size) => SoundProfile.AnalysisRate.Hz / Sizes[size];

    private static ImmutableArray<GridBand> Build(int size)
    {
        var width = SoundProfile.AnalysisRate.Hz / size;
        var half = Math.Pow(2, 1.0 / 12);
        var points = (int)(6 * Math.Log2(HighestHz / LowestHz)) + 1;
        var bands = ImmutableArray.CreateBuilder<GridBand>(points);
        var next = 1;
        for (var i = 0; i < points; i++)
        {
            var centre = LowestHz * Math.Pow(2, i / 6.0);
            var first = Math.Max(next, (int)Math.Ceiling(centre / half / width));
            var end = (int)Math.Ceiling(centre * half / width);
            if (first >= end) continue;
            bands.Add(new GridBand(centre, first, end));
            next = end;
        }
        return bands.ToImmutable();
    }
}
