using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Audio.Inversion;

/// <summary>
/// Where a correction is allowed: inside of what both files hold, and never so that the target's noise is raised.
/// </summary>
internal sealed class BoostLimits
{
    /// <summary>A band this far below the strongest says nothing about the style.</summary>
    private const double RangeDb = 70;
    /// <summary>Music whose quiet moments are this close to its mean is stationary: noise, when it is also faint.</summary>
    private const double NoiseSpreadDb = 4;
    private const double FaintDb = 50;
    /// <summary>A spectrum without a band above this is empty.</summary>
    private const double EmptyDb = -150;

    private readonly LogCurve? _noiseMargin;
    private readonly double _lowest, _highest;

    private BoostLimits(double lowest, double highest, LogCurve? noiseMargin) => (_lowest, _highest, _noiseMargin) = (lowest, highest, noiseMargin);

    /// <summary>Upper end of the range that is corrected, Hz.</summary>
    public double HighestHz => _highest;
    /// <summary>Lowest frequency where a boost is withheld for noise; null when nowhere.</summary>
    public double? NoiseFromHz { get; private init; }
    /// <summary>What ends the range.</summary>
    public BandLimit Limit { get; private init; }

    /// <summary>No limits: for a response that was measured, not inferred.</summary>
    public static BoostLimits None { get; } = new(0, double.MaxValue, null);

    public static BoostLimits From(SoundProfile reference, SoundProfile target)
    {
        var nyquist = target.Source.Rate.Hz / 2 * 0.95;
        // A little of the target's own slope is still music; the reference's cut-off is not imitated.
        var highest = Math.Min(Math.Min(reference.Bandwidth.Value, target.Bandwidth.Value * 1.1), nyquist);
        var limit = reference.Bandwidth.Value <= target.Bandwidth.Value ? BandLimit.Reference : BandLimit.Target;
        if (highest >= SixthOctaveGrid.HighestHz) limit = BandLimit.None;

        double? noiseFrom = null;
        LogCurve? margin = null;
        if (target.NoiseFloor.Length > 1)
        {
            var spectra = MatchSpectra.From(target).Total();
            var levels = target.NoiseFloor.Select(n => ThirdOctaveLevel(spectra[2], n.Centre.Value)).ToArray();
            var peak = levels.Max();
            var free = new double[levels.Length];
            for (var i = 0; i < levels.Length; i++)
            {
                var noise = levels[i] - target.NoiseFloor[i].Level.Value < NoiseSpreadDb && levels[i] < peak - FaintDb;
                free[i] = noise ? 0 : 100;
                if (noise) noiseFrom ??= target.NoiseFloor[i].Centre.Value;
            }
            margin = new LogCurve([.. target.NoiseFloor.Select(n => n.Centre.Value)], free);
        }
        return new BoostLimits(SixthOctaveGrid.LowestHz * 0.8, highest, margin) { NoiseFromHz = noiseFrom, Limit = limit };
    }

    /// <summary>The correction that is wanted where the levels are these: NaN where nothing is to be read from them.</summary>
    public double Wanted(double hz, double referenceDb, double targetDb, double referencePeakDb, double targetPeakDb)
    {
        if (hz < _lowest || hz > _highest || referencePeakDb < EmptyDb || targetPeakDb < EmptyDb) return double.NaN;
        if (referenceDb < referencePeakDb - RangeDb || targetDb < targetPeakDb - RangeDb) return double.NaN;
        return referenceDb - targetDb;
    }

    /// <summary>Most gain in dB that a correction may have here, relative to the whole.</summary>
    public double MaxBoost(double hz) => _noiseMargin?.At(hz) ?? 100;

    private static double ThirdOctaveLevel(double[] power, double centre)
    {
        var width = SixthOctaveGrid.BinWidth(2);
        var half = Math.Pow(2, 1.0 / 6);
        var first = Math.Clamp((int)Math.Ceiling(centre / half / width), 1, power.Length - 1);
        var end = Math.Clamp((int)Math.Ceiling(centre * half / width), first + 1, power.Length);
        var sum = 0.0;
        for (var i = first; i < end; i++) sum += power[i];
        // The Hann window spreads the power of a tone over 1.5 bins.
        return 10 * Math.Log10(sum / 1.5 + 1e-20);
    }
}

internal enum BandLimit
{
    None,
    Reference,
    Target,
}
