using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Inversion;

/// <summary>The stages that different music uses only when asked: reverb and pitch.</summary>
internal static class SpaceFit
{
    private const double LongerBy = 1.2, MostMix = 0.25;
    private const float SureConfidence = 0.85f;
    private const double SureShare = 0.3;

    /// <summary>A reverb where the reference decays clearly longer than the target.</summary>
    public static ReverbParams? Reverb(SoundProfile reference, SoundProfile target, string? impulseResponse)
    {
        if (reference.Reverb.Rt60 is not { } wanted) return null;
        var have = target.Reverb.Rt60?.Value ?? 0.1;
        if (wanted.Value < have * LongerBy) return null;
        var mix = MostMix * Math.Clamp(1 - have / wanted.Value, 0, 1);
        var ir = impulseResponse ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"synth:{wanted.Value:0.00}:1");
        return new ReverbParams(ir, mix, new Seconds(0.012));
    }

    /// <summary>A shift of up to three semitones where both files have a clear fundamental; octaves are disregarded.</summary>
    public static PitchSpec? Pitch(SoundProfile reference, SoundProfile target)
    {
        if (Median(reference.F0) is not { } r || Median(target.F0) is not { } t) return null;
        var semitones = 12 * Math.Log2(r / t);
        semitones -= 12 * Math.Round(semitones / 12);
        return Math.Abs(semitones) is < 0.05 or > 3 ? null : new PitchSpec(semitones);
    }

    private static double? Median(PitchTrack? track)
    {
        if (track is null || track.Values.Length == 0) return null;
        var sure = track.Values.Where((v, i) => v > 0 && track.Confidence[i] >= SureConfidence).Order().ToArray();
        return sure.Length < SureShare * track.Values.Length ? null : sure[sure.Length / 2];
    }
}
