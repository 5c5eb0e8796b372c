using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Analysis;

/// <summary>The features of a sound as one JSON document, units in the names. What has no value (silence, not estimable) is null.</summary>
public static class FeaturesJson
{
    public const int Version = 1;

    public static string Write(SoundProfile profile) => ExactWriter.Document(w => Features(w, profile));

    private static void Features(Utf8JsonWriter w, SoundProfile p)
    {
        w.WriteNumber("version", Version);
        w.WriteStartObject("source");
        w.WriteString("name", p.Source.Name);
        Number(w, "rate_hz", p.Source.Rate.Hz);
        w.WriteNumber("channels", p.Source.Channels);
        Number(w, "duration_s", p.Source.Duration.Value);
        w.WriteEndObject();
        Stft(w, p);
        Mel(w, p.Mel);
        Loudness(w, p);
        Number(w, "tp_db", p.Loudness.Reading.TruePeak.Value);
        if (p.F0 is { } f0) Fundamental(w, f0);
        else w.WriteNull("f0");
        Stereo(w, p.Stereo);
        w.WriteStartObject("reverb");
        Number(w, "rt60_s", p.Reverb.Rt60?.Value ?? double.NaN);
        w.WriteStartObject("edc");
        Number(w, "step_s", p.Reverb.DecayStep.Value);
        Numbers(w, "level_db", p.Reverb.DecayDb.Select(v => (double)v));
        w.WriteEndObject();
        w.WriteEndObject();
        Dynamics(w, p.Dynamics);
        Number(w, "bandwidth_hz", p.Bandwidth.Value);
        w.WriteStartObject("noise_floor_db");
        Numbers(w, "f_hz", p.NoiseFloor.Select(b => b.Centre.Value));
        Numbers(w, "level_db", p.NoiseFloor.Select(b => b.Level.Value));
        w.WriteEndObject();
        w.WriteNumber("clipped_runs", p.Defects.ClippedRuns);
        Numbers(w, "dc_offset", p.Defects.DcOffset);
        w.WriteBoolean("silent", p.Defects.IsSilent);
    }

    private static void Stft(Utf8JsonWriter w, SoundProfile p)
    {
        w.WriteStartObject("stft");
        Numbers(w, "win", p.Spectra.Select(s => (double)s.Size));
        Numbers(w, "hop", p.Spectra.Select(s => s.Size / 4.0));
        w.WriteStartObject("mag_db_stats");
        Numbers(w, "f_hz", p.SixthOctaves.Select(b => b.Centre.Value));
        Numbers(w, "mean_db", p.SixthOctaves.Select(b => b.Mean.Value));
        Numbers(w, "deviation_db", p.SixthOctaves.Select(b => b.DeviationDb));
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Mel(Utf8JsonWriter w, MelProfile mel)
    {
        w.WriteStartObject("mel");
        w.WriteNumber("n_mels", mel.Centres.Length);
        w.WriteStartObject("stats");
        Numbers(w, "f_hz", mel.Centres.Select(c => c.Value));
        Numbers(w, "mean_power_db", mel.Power.Select(v => 10 * Math.Log10(v)));
        foreach (var (name, share) in new[] { ("p10_db", 0.10), ("p50_db", 0.50), ("p90_db", 0.90) })
            Numbers(w, name, mel.Levels.Select(l => l.Percentile(share)));
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Loudness(Utf8JsonWriter w, SoundProfile p)
    {
        var r = p.Loudness.Reading;
        w.WriteStartObject("lufs");
        Number(w, "integrated", r.Integrated.Value);
        Number(w, "short_term", r.ShortTermMax.Value);
        Number(w, "momentary_max", r.MomentaryMax.Value);
        Number(w, "lra", r.Range);
        w.WriteStartObject("series");
        Number(w, "step_s", p.Loudness.SeriesStep.Value);
        Numbers(w, "momentary", p.Loudness.MomentarySeries.Select(v => (double)v));
        Numbers(w, "short_term", p.Loudness.ShortTermSeries.Select(v => (double)v));
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Fundamental(Utf8JsonWriter w, PitchTrack f0)
    {
        w.WriteStartObject("f0");
        w.WriteString("algo", "yin");
        w.WriteNumber("sr_hz", PitchTrack.ValuesPerSecond);
        Numbers(w, "values", f0.Values.Select(v => (double)v));
        Numbers(w, "confidence", f0.Confidence.Select(v => (double)v));
        w.WriteEndObject();
    }

    private static void Stereo(Utf8JsonWriter w, StereoProfile s)
    {
        w.WriteStartObject("stereo");
        w.WriteStartObject("ms_energy");
        Number(w, "mid_db", 10 * Math.Log10(s.MidPower));
        Number(w, "side_db", 10 * Math.Log10(s.SidePower));
        Number(w, "side_to_mid_db", s.Width.Value);
        w.WriteEndObject();
        Number(w, "coherence", s.Correlation);
        w.WriteBoolean("mono", s.IsMono);
        w.WriteBoolean("anti_phase", s.IsAntiPhase);
        foreach (var (name, bands) in new[] { ("width_by_band", s.Bands), ("width_by_third_octave", s.ThirdOctaves) })
        {
            w.WriteStartArray(name);
            foreach (var b in bands)
            {
                w.WriteStartObject();
                Number(w, "low_hz", b.Low.Value);
                Number(w, "high_hz", b.High.Value);
                Number(w, "side_to_mid_db", b.Width.Value);
                Number(w, "coherence", b.Coherence);
                w.WriteEndObject();
            }
            w.WriteEndArray();
        }
        w.WriteEndObject();
    }

    private static void Dynamics(Utf8JsonWriter w, DynamicsProfile d)
    {
        w.WriteStartObject("dynamics");
        Number(w, "crest_db", d.Crest.Value);
        Number(w, "plr_db", d.PeakToLoudness.Value);
        Number(w, "rms_db", d.Rms.Value);
        w.WriteStartObject("envelope");
        foreach (var (name, levels) in new[]
                 {
                     ("rms_10ms_db", d.Rms10Ms), ("rms_50ms_db", d.Rms50Ms), ("rms_400ms_db", d.Rms400Ms),
                     ("crest_50ms_db", d.Crest50Ms), ("crest_400ms_db", d.Crest400Ms),
                 })
        {
            w.WriteStartObject(name);
            foreach (var (label, share) in new[] { ("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95) })
                Number(w, label, levels.Percentile(share));
            Number(w, "mean", levels.Mean);
            w.WriteEndObject();
        }
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter w, string name, double value)
    {
        if (double.IsFinite(value)) w.WriteNumber(name, Math.Round(value, 6));
        else w.WriteNull(name);
    }

    private static void Numbers(Utf8JsonWriter w, string name, IEnumerable<double> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
        {
            if (double.IsFinite(value)) w.WriteNumberValue(Math.Round(value, 6));
            else w.WriteNullValue();
        }
        w.WriteEndArray();
    }
}
