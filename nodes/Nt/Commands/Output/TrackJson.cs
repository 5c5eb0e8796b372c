using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Output;

/// <summary>The figures of a track in JSON, units in the names.</summary>
internal static class TrackJson
{
    public static void Write(Utf8JsonWriter json, SoundProfile profile)
    {
        json.WriteString("name", profile.Source.Name);
        json.Number("lufs", profile.Loudness.Reading.Integrated.Value, 2);
        json.Number("lra_lu", profile.Loudness.Reading.Range, 2);
        json.Number("short_term_max_lufs", profile.Loudness.Reading.ShortTermMax.Value, 2);
        json.Number("momentary_max_lufs", profile.Loudness.Reading.MomentaryMax.Value, 2);
        json.Number("tp_db", profile.Loudness.Reading.TruePeak.Value, 3);
        json.Number("crest_db", profile.Dynamics.Crest.Value, 2);
        json.Number("plr_db", profile.Dynamics.PeakToLoudness.Value, 2);
        json.Number("side_mid_db", profile.Stereo.Width.Value, 2);
        json.Number("correlation", profile.Stereo.Correlation, 4);
        json.Number("bandwidth_hz", profile.Bandwidth.Value, 1);
        json.Number("duration_s", profile.Source.Duration.Value, 6);
    }
}
