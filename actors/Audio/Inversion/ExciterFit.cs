using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>Harmonics above a band-limited target's cut-off, where the reference goes on and the target's rate has room.</summary>
internal static class ExciterFit
{
    private const double LeastRoom = 1.2;
    private const double FirstMix = 0.1, DriveDb = 12;

    public static ExciterSpec? Fit(SoundProfile reference, SoundProfile target)
    {
        var cut = target.Bandwidth.Value;
        var room = Math.Min(reference.Bandwidth.Value, target.Source.Rate.Hz / 2 * 0.95);
        if (cut < 2000 || cut > 14000 || room < cut * LeastRoom) return null;
        return new ExciterSpec(new Decibels(DriveDb), FirstMix, new Hertz(Math.Clamp(cut * 0.5, 500, 16000)));
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
