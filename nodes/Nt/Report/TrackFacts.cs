using System.Globalization;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>What was measured on a track, as rows of name, unit, value and meaning; the same rows on the terminal and on the page.</summary>
internal static class TrackFacts
{
    /// <param name="Hint">Plain words.</param>
    public sealed record Row(string Name, string Unit, Func<SoundProfile, string> Value, string Hint);

    public static readonly IReadOnlyList<Row> Rows =
    [
        new("Integrated loudness", "LUFS", p => Text.Number(p.Loudness.Reading.Integrated.Value), "How loud the whole track is. Streaming services play at about −14."),
        new("Loudness range", "LU", p => Text.Number(p.Loudness.Reading.Range), "Distance between quiet and loud passages."),
        new("Short-term maximum", "LUFS", p => Text.Number(p.Loudness.Reading.ShortTermMax.Value), "Loudest 3 seconds."),
        new("True peak", "dBTP", p => Text.Number(p.Loudness.Reading.TruePeak.Value, 2), "Highest level between samples, too. Above 0 a player may clip."),
        new("Crest", "dB", p => Text.Number(p.Dynamics.Crest.Value), "Peak above average level: the lower, the denser."),
        new("Peak to loudness", "dB", p => Text.Number(p.Dynamics.PeakToLoudness.Value), "True peak above loudness: headroom for transients."),
        new("Side against mid", "dB", p => Text.Number(p.Stereo.Width.Value), "Stereo width: −40 is mono, 0 is as much side as mid."),
        new("Correlation", "", p => Text.Number(p.Stereo.Correlation, 2), "1: both channels alike; below 0: they cancel in mono."),
        new("Bandwidth", "kHz", p => Text.Number(p.Bandwidth.Value / 1000), "Where the spectrum ends: a lossy source or a low rate."),
        new("Reverberation (RT60)", "s", p => p.Reverb.Rt60 is { } t ? Text.Number(t.Value, 2) : "–", "Estimated decay by 60 dB; – where no decay is clear."),
        new("Clipped runs", "", p => p.Defects.ClippedRuns.ToString(CultureInfo.InvariantCulture), "Places with three or more samples at full scale."),
        new("Duration", "min:s", p => Text.Time(p.Source.Duration), ""),
        new("Sample rate", "Hz", p => p.Source.Rate.Hz > 0 ? p.Source.Rate.Hz.ToString("0.###", CultureInfo.InvariantCulture) : "–", ""),
        new("Channels", "", p => p.Source.Channels > 0 ? p.Source.Channels.ToString(CultureInfo.InvariantCulture) : "–", ""),
    ];

    /// <summary>What a person should know before using the track; empty when nothing stands out.</summary>
    public static IEnumerable<string> Warnings(SoundProfile profile)
    {
        if (profile.Defects.IsSilent) yield return "The track is silent.";
        if (profile.Stereo.IsAntiPhase) yield return "Left and right cancel each other: in mono almost nothing is left. One channel is probably inverted.";
        if (profile.Defects.ClippedRuns > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"The track is clipped in {profile.Defects.ClippedRuns} places; no processing brings the lost peaks back.");
        if (profile.Defects.DcOffset.Any(d => Math.Abs(d) > 0.005)) yield return "The waveform is off centre (DC offset), which costs headroom.";
    }
}
