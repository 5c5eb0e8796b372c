using NTWorkstation.Nt.Commands.Render;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>The result of a match for a person.</summary>
internal static class MatchText
{
    public static void Write(MatchOutcome outcome, Sink sink)
    {
        var (order, result) = (outcome.Order, outcome.Result);
        sink.WriteLine($"{Text.Printable(Path.GetFileName(order.Target))} with the sound of {Text.Printable(outcome.ReferenceName)}");
        sink.WriteLine();
        var near = new Table(new Column("distance to the reference"), new Column("before", Right: true), new Column("after", Right: true), new Column(""));
        foreach (var row in outcome.Metrics) near.Add(row.Name, Text.Number(row.Before, 2), Text.Number(row.After, 2), row.Unit);
        near.Write(sink);
        sink.WriteLine();
        var tracks = new Table(new Column("track"), new Column("reference", Right: true), new Column("target", Right: true), new Column("render", Right: true), new Column(""));
        foreach (var row in TrackFacts.Rows.Take(7)) tracks.Add(row.Name, row.Value(result.Reference), row.Value(result.Target), row.Value(result.Rendered), row.Unit);
        tracks.Add("Limiter at work", "", "", Text.Number(result.LimiterRate * 100), "% of the time");
        tracks.Add("Artifacts", "", "", Text.Number(result.ArtifactsRate * 100, 3), "% of the time");
        tracks.Write(sink);
        if (outcome.Notes.Count > 0)
        {
            sink.WriteLine();
            foreach (var note in outcome.Notes) sink.WriteLine($"- {Text.Printable(note)}");
        }
        sink.WriteLine();
        sink.WriteLine($"render   {RenderRun.Line(result.Render)}");
        if (result.RoomPath is { } room) sink.WriteLine($"room     {Text.Printable(room)}");
        if (order.ReportPath is { } report) sink.WriteLine($"report   {Text.Printable(report)}");
        if (order.PresetPath is { } preset) sink.WriteLine($"preset   {Text.Printable(preset)}");
        if (result.Preview is { } preview) sink.WriteLine($"preview  {Text.Printable(preview.Path)}  ({string.Join(", ", preview.Excerpts.Select(e => $"{e.Name} at {Text.Time(e.At)}"))})");
    }
}
