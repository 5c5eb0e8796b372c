using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>The distances between two sounds with names for people, keys for programs, and what they say.</summary>
internal static class MetricRows
{
    private sealed record Metric(string Key, string Name, string Unit, Func<StyleMetrics, double> Value, string Hint);

    private static readonly IReadOnlyList<Metric> Metrics =
    [
        new("mel_dist", "Tonal balance", "dB", m => m.MelDistance, "Mean difference between the spectra as the ear divides them (64 mel bands), level included. Around 1 dB two tracks sound alike in tone."),
        new("stft_dist", "Spectrum", "dB", m => m.StftDistance, "The same in sixths of an octave, 30 Hz to 16 kHz, where large differences count more."),
        new("mel_w1", "Level distribution", "dB", m => m.MelW1, "How differently quiet and loud moments are spread, band by band. Different music keeps a few dB."),
        new("lufs_err", "Loudness", "LU", m => m.LoudnessError, "Difference in integrated loudness."),
        new("lra_err", "Loudness range", "LU", m => m.RangeError, "Difference in the distance between quiet and loud passages."),
        new("crest_err", "Crest", "dB", m => m.CrestError, "Difference in peak above average level: density."),
        new("plr_err", "Peak to loudness", "dB", m => m.PlrError, "Difference in true peak above loudness: transients."),
        new("sm_err", "Stereo width", "dB", m => m.SideMidError, "Difference in the level of the side against the mid."),
    ];

    /// <summary>One row a metric, before and after.</summary>
    public static IReadOnlyList<MetricRow> Of(StyleMetrics before, StyleMetrics after) =>
        [.. Metrics.Select(m => new MetricRow(m.Name, m.Unit, m.Value(before), m.Value(after), m.Hint))];

    /// <summary>Name, value, unit and meaning of each.</summary>
    public static IEnumerable<(string Name, double Value, string Unit, string Hint)> Of(StyleMetrics metrics) =>
        Metrics.Select(m => (m.Name, m.Value(metrics), m.Unit, m.Hint));

    /// <summary>Into an open JSON object.</summary>
    public static void Write(Utf8JsonWriter json, StyleMetrics metrics)
    {
        foreach (var metric in Metrics) json.Number(metric.Key, metric.Value(metrics));
        json.Number("stft_dist_all_bands", metrics.StftDistanceAll);
        json.Number("mel_dist_all_bands", metrics.MelDistanceAll);
        json.Number("mel_w1_all_bands", metrics.MelW1All);
    }
}
