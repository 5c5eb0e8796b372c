using System.Text.Json;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>The result of a match for a program.</summary>
internal static class MatchJson
{
    public static void Write(MatchOutcome outcome, Sink sink) => Json.WriteTo(sink, json =>
    {
        var (order, result) = (outcome.Order, outcome.Result);
        json.WriteString("schema", "nt.match/1");
        json.WriteString("mode", result.Mode == MatchMode.Paired ? "a" : "b");
        json.Number("amount_percent", order.Amount * 100, 2);
        json.WriteStartArray("references");
        foreach (var reference in order.References)
        {
            json.WriteStartObject();
            json.WriteString("file", reference.Path);
            json.Number("weight", reference.Weight, 6);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("target", order.Target);
        json.Object("output", () => RenderRun.WriteFacts(json, result.Render, order.Encoding));
        json.Object("metrics", () =>
        {
            json.Object("before", () => MetricRows.Write(json, result.Before));
            json.Object("after", () =>
            {
                MetricRows.Write(json, result.After);
                json.Number("limiter_rate", result.LimiterRate, 6);
                json.Number("artifacts_rate", result.ArtifactsRate, 6);
            });
        });
        json.Object("tracks", () =>
        {
            Track("reference", result.Reference);
            Track("target", result.Target);
            Track("render", result.Rendered);
        });
        json.WritePropertyName("style_params");
        json.WriteRawValue(StyleParamsJson.Write(result.Style));
        json.WriteStartArray("notes");
        foreach (var note in outcome.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteNumber("corrections", result.Corrections);
        json.WriteString("preset", order.PresetPath);
        json.WriteString("impulse_response", result.RoomPath);
        json.WriteString("report", order.ReportPath);
        if (result.Preview is { } preview) json.Object("preview", () => Preview(json, preview));
        else json.WriteNull("preview");
        json.Object("cost", () =>
        {
            json.Number("cpu_s", result.Cost.Cpu.Value, 3);
            json.Number("elapsed_s", result.Cost.Elapsed.Value, 3);
            json.Number("analyse_cpu_s", result.Cost.Analyse.Value, 3);
            json.Number("invert_cpu_s", result.Cost.Invert.Value, 3);
            json.Number("trials_cpu_s", result.Cost.Trials.Value, 3);
            json.Number("render_cpu_s", result.Cost.Render.Value, 3);
        });

        void Track(string name, SoundProfile profile) => json.Object(name, () => TrackJson.Write(json, profile));
    });

    private static void Preview(Utf8JsonWriter json, PreviewLayout preview)
    {
        json.WriteString("file", preview.Path);
        json.Number("gap_s", preview.Gap.Value, 3);
        json.WriteStartArray("excerpts");
        foreach (var excerpt in preview.Excerpts)
        {
            json.WriteStartObject();
            json.WriteString("name", excerpt.Name);
            json.Number("at_s", excerpt.At.Value, 3);
            json.Number("length_s", excerpt.Length.Value, 3);
            json.Number("from_s", excerpt.From.Value, 3);
            json.Number("gain_db", excerpt.Gain.Value, 2);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
