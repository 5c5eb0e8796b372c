using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Mastering.Level;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Loudness;

/// <summary>Measured tracks and albums as text and as JSON.</summary>
internal static class LoudnessReport
{
    /// <summary>A fault in one line, with what to do where the name itself is at fault.</summary>
    public static string Line(MediaException fault) =>
        fault.Fault == MediaFault.NotFound && fault.Message.Contains('\uFFFD', StringComparison.Ordinal) ? Failures.Explain(fault).Text.Replace('\n', ' ') : fault.Message;

    public static void WriteText(Sink sink, IReadOnlyList<ScannedAlbum> albums)
    {
        var table = new Table(
            new Column("track"), new Column("length", Right: true), new Column("LUFS", Right: true), new Column("LRA", Right: true), new Column("dBTP", Right: true),
            new Column("ReplayGain", Right: true), new Column("R128", Right: true));
        foreach (var album in albums)
        {
            foreach (var track in album.Tracks)
                if (track.Reading is { } reading) Row(Text.Printable(Path.GetFileName(track.Path)), Text.Time(track.Duration), reading);
                else table.Add(Text.Printable(Path.GetFileName(track.Path)), "", "not read", "", "", "", "");
            if (album.Reading is { } whole) Row($"= {Text.Printable(album.Name ?? "album")}", "", whole);
        }
        table.Write(sink);

        void Row(string name, string length, LoudnessReading reading) => table.Add(
            name, length, Text.Number(reading.Integrated.Value), Text.Number(reading.Range), Text.Number(reading.TruePeak.Value, 2),
            LoudnessTags.ReplayGain(reading) is { } gain ? $"{Text.Number(gain.Value, 2, signed: true)} dB" : "none",
            LoudnessTags.R128Gain(reading) is { } r128 ? $"{Text.Number(r128.Value, 2, signed: true)} dB" : "none");
    }

    public static void WriteJson(Sink sink, IReadOnlyList<ScannedAlbum> albums, bool written, IReadOnlyList<MediaException> faults) => Json.WriteTo(sink, json =>
    {
        json.WriteString("schema", "nt.loudness/1");
        json.WriteBoolean("written", written);
        json.WriteStartArray("albums");
        foreach (var album in albums)
        {
            json.WriteStartObject();
            json.WriteString("name", album.Name);
            if (album.Reading is { } whole) json.Object("loudness", () => Reading(json, whole));
            else json.WriteNull("loudness");
            json.WriteStartArray("tracks");
            foreach (var track in album.Tracks)
            {
                json.WriteStartObject();
                json.WriteString("file", track.Path);
                if (track.Reading is { } reading)
                {
                    json.Number("duration_s", track.Duration.Value, 6);
                    json.WriteString("tags", track.IsOpus ? "r128" : "replaygain");
                    json.WriteNumber("damaged_places", track.Damaged);
                    json.Object("loudness", () => Reading(json, reading));
                }
                else json.WriteNull("loudness");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (var fault in faults) json.WriteStringValue(Line(fault));
        json.WriteEndArray();
    });

    private static void Reading(Utf8JsonWriter json, LoudnessReading reading)
    {
        json.Number("integrated_lufs", reading.Integrated.Value, 2);
        json.Number("range_lu", reading.Range, 2);
        json.Number("true_peak_dbtp", reading.TruePeak.Value, 3);
        json.Number("sample_peak_dbfs", reading.SamplePeak.Value, 3);
        json.Number("momentary_max_lufs", reading.MomentaryMax.Value, 2);
        json.Number("short_term_max_lufs", reading.ShortTermMax.Value, 2);
        json.Number("replaygain_db", LoudnessTags.ReplayGain(reading)?.Value, 2);
        json.Number("r128_gain_db", LoudnessTags.R128Gain(reading)?.Value, 2);
    }
}
