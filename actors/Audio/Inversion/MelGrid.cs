using System.Collections.Immutable;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// The 64 mel bands (30 to 16000 Hz, 2595 · log10(1 + f / 700)) on the bins of an FFT of 2048: to fit a curve, each triangle is taken as the
/// rectangle that holds most of its weight, a little wider than the distance of the centres.
/// </summary>
internal static class MelGrid
{
    /// <summary>Index of the FFT size.</summary>
    public const int Size = 1;
    private const double HalfWidth = 0.6;

    public static readonly ImmutableArray<GridBand> Bands = Build();

    private static ImmutableArray<GridBand> Build()
    {
        var width = SixthOctaveGrid.BinWidth(Size);
        var bands = ImmutableArray.CreateBuilder<GridBand>(MelProfile.BandCount);
        for (var b = 1; b <= MelProfile.BandCount; b++)
        {
            var first = Math.Max(1, (int)Math.Round(Hz(b - HalfWidth) / width));
            bands.Add(new GridBand(Hz(b), first, Math.Max(first + 1, (int)Math.Round(Hz(b + HalfWidth) / width) + 1)));
        }
        return bands.MoveToImmutable();
    }

    /// <summary>Frequency at a place among the bands' edges and centres, 0 to 65.</summary>
    private static double Hz(double place)
    {
        var (low, high) = (Mel(SixthOctaveGrid.LowestHz), Mel(SixthOctaveGrid.HighestHz));
        return 700 * (Math.Pow(10, (low + (high - low) * place / (MelProfile.BandCount + 1)) / 2595) - 1);
    }

    private static double Mel(double hz) => 2595 * Math.Log10(1 + hz / 700);
}
