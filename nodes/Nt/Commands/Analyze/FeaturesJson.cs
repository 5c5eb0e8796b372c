using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Analyze;

/// <summary>All features of a track as JSON, units in the names. Levels of silence are null.</summary>
internal static class FeaturesJson
{
    public static void Write(Utf8JsonWriter json, string path, SoundProfile profile)
    {
        json.WriteString("schema", "nt.features/1");
        json.WriteString("file", path);
        json.Number("rate_hz", profile.Source.Rate.Hz);
        json.WriteNumber("channels", profile.Source.Channels);
        json.Number("duration_s", profile.Source.Duration.Value, 6);
        Spectra(json, profile);
        json.Object("lufs", () => Loudness(json, profile.Loudness));
        json.Number("tp_db", profile.Loudness.Reading.TruePeak.Value, 3);
        json.Number("sample_peak_db", profile.Loudness.Reading.SamplePeak.Value, 3);
        if (profile.F0 is { } f0)
            json.Object("f0", () =>
            {
                json.WriteString("algo", "yin");
                json.WriteNumber("sr_hz", PitchTrack.ValuesPerSecond);
                json.Numbers("values", f0.Values.Select(v => (double)v), 2);
                json.Numbers("confidence", f0.Confidence.Select(v => (double)v));
            });
        else json.WriteNull("f0");
        json.Object("stereo", () => Stereo(json, profile.Stereo));
        json.Object("reverb", () =>
        {
            json.Number("rt60_s", profile.Reverb.Rt60?.Value);
            json.Number("edc_step_s", profile.Reverb.DecayStep.Value, 4);
            json.Numbers("edc_db", profile.Reverb.DecayDb.Select(v => (double)v), 2);
        });
        json.Object("dynamics", () => Dynamics(json, profile.Dynamics));
        json.Number("bandwidth_hz", profile.Bandwidth.Value, 1);
        json.WriteStartArray("noise_floor_db");
        foreach (var band in profile.NoiseFloor) Row(json, ("f_hz", band.Centre.Value), ("level_db", band.Level.Value));
        json.WriteEndArray();
        json.WriteNumber("clipped_runs", profile.Defects.ClippedRuns);
        json.Numbers("dc_offset", profile.Defects.DcOffset, 8);
    }

    private static void Spectra(Utf8JsonWriter json, SoundProfile profile)
    {
        json.Number("analysis_rate_hz", SoundProfile.AnalysisRate.Hz);
        json.WriteStartArray("stft");
        foreach (var spectrum in profile.Spectra)
        {
            json.WriteStartObject();
            json.WriteNumber("win", spectrum.Size);
            json.WriteNumber("hop", spectrum.Size / 4);
            json.Numbers("mag_db_of_mean_power", spectrum.Mid.Zip(spectrum.Side, (m, s) => 10 * Math.Log10(m + s)), 2);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("sixth_octaves");
        foreach (var band in profile.SixthOctaves) Row(json, ("f_hz", band.Centre.Value), ("mean_db", band.Mean.Value), ("deviation_db", band.DeviationDb));
        json.WriteEndArray();
        json.Object("mel", () =>
        {
            json.WriteNumber("n_mels", MelProfile.BandCount);
            json.WriteStartArray("stats");
            for (var b = 0; b < profile.Mel.Power.Length; b++)
            {
                var levels = profile.Mel.Levels[b];
                Row(
                    json, ("f_hz", profile.Mel.Centres[b].Value), ("mean_power_db", 10 * Math.Log10(profile.Mel.Power[b])),
                    ("p10_db", levels.Percentile(0.1)), ("p50_db", levels.Percentile(0.5)), ("p90_db", levels.Percentile(0.9)));
            }
            json.WriteEndArray();
        });
    }

    private static void Loudness(Utf8JsonWriter json, LoudnessProfile loudness)
    {
        json.Number("integrated", loudness.Reading.Integrated.Value, 2);
        json.Number("short_term_max", loudness.Reading.ShortTermMax.Value, 2);
        json.Number("momentary_max", loudness.Reading.MomentaryMax.Value, 2);
        json.Number("lra", loudness.Reading.Range, 2);
        json.Number("series_step_s", loudness.SeriesStep.Value, 3);
        json.Numbers("short_term", loudness.ShortTermSeries.Select(v => (double)v), 2);
    }

    private static void Stereo(Utf8JsonWriter json, StereoProfile stereo)
    {
        json.Object("ms_energy", () =>
        {
            json.Number("mid", stereo.MidPower, 12);
            json.Number("side", stereo.SidePower, 12);
        });
        json.Number("side_mid_db", stereo.Width.Value, 2);
        json.Number("correlation", stereo.Correlation, 4);
        json.WriteBoolean("is_mono", stereo.IsMono);
        json.WriteBoolean("is_anti_phase", stereo.IsAntiPhase);
        Bands("bands", stereo.Bands);
        Bands("third_octaves", stereo.ThirdOctaves);

        void Bands(string name, IEnumerable<StereoBand> bands)
        {
            json.WriteStartArray(name);
            foreach (var b in bands) Row(json, ("low_hz", b.Low.Value), ("high_hz", b.High.Value), ("width_db", b.Width.Value), ("coherence", b.Coherence));
            json.WriteEndArray();
        }
    }

    private static void Dynamics(Utf8JsonWriter json, DynamicsProfile dynamics)
    {
        json.Number("rms_db", dynamics.Rms.Value, 2);
        json.Number("crest_db", dynamics.Crest.Value, 2);
        json.Number("plr_db", dynamics.PeakToLoudness.Value, 2);
        foreach (var (name, levels) in new[]
        {
            ("rms_10ms_db", dynamics.Rms10Ms), ("rms_50ms_db", dynamics.Rms50Ms), ("rms_400ms_db", dynamics.Rms400Ms),
            ("crest_50ms_db", dynamics.Crest50Ms), ("crest_400ms_db", dynamics.Crest400Ms),
        })
            json.Object(name, () =>
            {
                foreach (var (key, share) in new[] { ("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95) }) json.Number(key, levels.Percentile(share), 2);
            });
    }

    private static void Row(Utf8JsonWriter json, params ReadOnlySpan<(string Name, double Value)> values)
    {
        json.WriteStartObject();
        foreach (var (name, value) in values) json.Number(name, value);
        json.WriteEndObject();
    }
}
