using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Harmonics above a band-limited target's cut-off, where the reference goes on and the target's rate has room.</summary>
internal static class ExciterFit
{
    private const double LeastRoom = 1.2;
    private const double FirstMix = 0.1, LeastDriveDb = 12, MostDriveDb = 36;
    /// <summary>From the power of a part, mid + side as analysed, to its usual peaks: the window's 1.5 bins, half the power, and a crest of 12 dB.</summary>
    private const double PeakDb = -1.76 - 3 + 12;

    /// <param name="arriving">The spectra that reach the stage.</param>
    public static ExciterSpec? Fit(SoundProfile reference, SoundProfile target, MatchSpectra arriving)
    {
        var cut = target.Bandwidth.Value;
        var room = Math.Min(reference.Bandwidth.Value, target.Source.Rate.Hz / 2 * 0.95);
        if (cut < 2000 || cut > 14000 || room < cut * LeastRoom) return null;
        var from = Math.Clamp(cut * 0.5, 500, 16000);
        // Harmonics of a part that does not reach into the curve are too faint to be mixed in.
        var peak = 10 * Math.Log10(PowerAbove(arriving, from) + 1e-12) + PeakDb;
        return new ExciterSpec(new Decibels(Math.Clamp(-peak, LeastDriveDb, MostDriveDb)), FirstMix, new Hertz(from));
    }

    private static double PowerAbove(MatchSpectra spectra, double hz)
    {
        var power = 0.0;
        for (var i = (int)(hz / SixthOctaveGrid.BinWidth(2)); i < spectra.Mid[2].Length; i++) power += spectra.Mid[2][i] + spectra.Side[2][i];
        return power;
    }

    /// <summary>The mix that brings what stands above the target's cut-off to the reference's level.</summary>
    public static ExciterSpec Corrected(ExciterSpec used, SoundProfile target, MatchSpectra reference, MatchSpectra rendered)
    {
        var cut = target.Bandwidth.Value * 1.05;
        double wanted = 0, have = 0;
        foreach (var band in SixthOctaveGrid.Bands[2].Where(b => b.Centre > cut && b.Centre < target.Source.Rate.Hz / 2 * 0.95))
            for (var i = band.First; i < band.End; i++)
            {
                wanted += reference.Mid[2][i] + reference.Side[2][i];
                have += rendered.Mid[2][i] + rendered.Side[2][i];
            }
        if (wanted <= 0 || have <= 0) return used;
        return used with { Mix = Math.Clamp(used.Mix * Math.Clamp(Math.Sqrt(wanted / have), 0.25, 4), 0.005, 0.5) };
    }
}
