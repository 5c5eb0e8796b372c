using System.Globalization;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Graph;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Commands.Output;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>A finished match with what is derived from it: distances before and after, and the contents of its report.</summary>
internal sealed class MatchOutcome(MatchOrder order, MatchResult result)
{
    public MatchOrder Order => order;
    public MatchResult Result => result;
    public IReadOnlyList<MetricRow> Metrics => MetricRows.Of(result.Before, result.After);

    /// <summary>The job's notes and the renderer's, each once.</summary>
    public IReadOnlyList<string> Notes => [.. result.Style.Notes.Concat(result.Render.Notes).Distinct()];

    public string ReferenceName => order.References.Count == 1
        ? Path.GetFileName(order.References[0].Path)
        : string.Create(CultureInfo.InvariantCulture, $"{order.References.Count} references");

    public MatchReportContent ReportContent(IGraph graph) => new()
    {
        Reference = new ReportTrack(ReferenceName, result.Reference),
        Target = new ReportTrack(order.Target, result.Target),
        Render = new ReportTrack(order.Output, result.Rendered),
        Style = result.Style,
        Eq = Response(graph, result.Style.Eq, result.Render.Format.Rate),
        Metrics = Metrics,
        Gains = [.. result.Render.GainCurves.Select(c => new GainTrace(c.Stage, c.Step, c.GainDb))],
        Notes = Notes,
        LimiterRate = result.LimiterRate,
        ArtifactsRate = result.ArtifactsRate,
        Facts = Facts(),
    };

    private static EqResponse? Response(IGraph graph, IReadOnlyList<EqBand> bands, SampleRate rate)
    {
        if (bands.Count == 0) return null;
        var highest = Math.Min(20000, rate.Hz * 0.49);
        var frequencies = new double[241];
        for (var i = 0; i < frequencies.Length; i++) frequencies[i] = 20 * Math.Pow(highest / 20, i / 240.0);
        return new EqResponse(frequencies, Along(bands), [.. bands.Select(b => Along([b]))]);

        double[] Along(IReadOnlyList<EqBand> some)
        {
            var db = new double[frequencies.Length];
            graph.Response(new EqSpec(some), rate, frequencies, db);
            return db;
        }
    }

    private List<KeyValuePair<string, string>> Facts()
    {
        var render = result.Render;
        var facts = new List<KeyValuePair<string, string>>();
        foreach (var reference in order.References)
            facts.Add(new("Reference", order.References.Count == 1 ? reference.Path : string.Create(CultureInfo.InvariantCulture, $"{reference.Path} (weight {reference.Weight:0.###})")));
        facts.Add(new("Target", order.Target));
        facts.Add(new("Render", string.Create(CultureInfo.InvariantCulture,
            $"{order.Output} ({OutputKind.Name(order.Encoding.Kind!.Value)}, {MediaWords.Of(order.Encoding.Samples!.Value)}, {render.Format.Rate.Hz:0.###} Hz, {MediaWords.Channels(render.Format)}, {render.Length})")));
        facts.Add(new("SHA-256 of the render's samples", render.Hash));
        facts.Add(new("Mode", result.Mode == MatchMode.Paired ? "a: one performance in two versions" : "b: different music"));
        facts.Add(new("Amount", $"{Text.Number(order.Amount * 100, 0)} %"));
        facts.Add(new("Ceiling", $"{Text.Number(order.Ceiling.Value, 2)} dBTP"));
        facts.Add(new("Corrections after a trial rendering", result.Corrections.ToString(CultureInfo.InvariantCulture)));
        facts.Add(new("Engine", $"{render.Versions.Engine}, {render.Versions.IsaClass}"));
        facts.Add(new("Codecs", render.Versions.Codec));
        facts.Add(new("Resampler", render.Versions.Resampler));
        facts.Add(new("Pitch", render.Versions.Pitch));
        return facts;
    }
}
