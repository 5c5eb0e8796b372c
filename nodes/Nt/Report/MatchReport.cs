using System.Globalization;
using System.Text;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Report.Plot;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Report;

/// <summary>The report of a match: what was asked, what was done, how near it came.</summary>
internal static class MatchReport
{
    public static string Write(MatchReportContent content)
    {
        var html = new StringBuilder();
        var (reference, target, render) = (content.Reference.Profile, content.Target.Profile, content.Render.Profile);
        var name = Path.GetFileName(content.Target.Path);
        html.Append(CultureInfo.InvariantCulture, $"<header><p class=\"kicker\">Match report</p><h1>{Html.Escape(name)}</h1>");
        html.Append(CultureInfo.InvariantCulture,
            $"<p class=\"lead\">with the sound of <b>{Html.Escape(Path.GetFileName(content.Reference.Path))}</b>, rendered to <b>{Html.Escape(Path.GetFileName(content.Render.Path))}</b></p></header>\n");
        Cards(html, content);
        if (content.Notes.Count > 0)
            Page.Section(html, "Notes", () =>
            {
                html.Append("<ul class=\"notes\">");
                foreach (var note in content.Notes) html.Append(CultureInfo.InvariantCulture, $"<li>{Html.Escape(note)}</li>");
                html.Append("</ul>\n");
            });
        Page.Section(html, "How near it is", () => Distances(html, content.Metrics));
        Page.Section(html, "Tone", () =>
        {
            SvgFigure.Write(html, Figures.Spectra(
                "Long-term spectra", "Mean level over the whole track, smoothed to 1/6 octave. The render should follow the reference.",
                ("Reference", Role.Reference, reference), ("Target", Role.Target, target), ("Render", Role.Render, render)));
            SvgFigure.Write(html, Figures.Remainder(reference, target, render));
            if (Figures.Equaliser(content.Style, content.Eq) is { } eq) SvgFigure.Write(html, eq);
        });
        Page.Section(html, "Dynamics", () =>
        {
            SvgFigure.Write(html, Figures.Loudness(
                ". Of the reference, which may be other music, only the overall loudness is shown.", "Reference",
                reference, ("Target", Role.Target, target), ("Render", Role.Render, render)));
            foreach (var gains in Figures.Gains(content.Gains, render.Source.Duration.Value)) SvgFigure.Write(html, gains);
        });
        if (Figures.Width(("Reference", Role.Reference, reference), ("Target", Role.Target, target), ("Render", Role.Render, render)) is { } width)
            Page.Section(html, "Stereo", () => SvgFigure.Write(html, width));
        Page.Section(html, "The three tracks", () => Page.Table(
            html, ["", "Unit", "Reference", "Target", "Render", "Meaning"],
            TrackFacts.Rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Unit, r.Value(reference), r.Value(target), r.Value(render), r.Hint]), 2, 3, 4));
        Page.Section(html, "Parameters", () => Parameters(html, content.Style));
        Page.Section(html, "Files and versions", () => Page.Table(
            html, ["", ""], content.Facts.Select(f => (IReadOnlyList<string>)[f.Key, f.Value])));
        return Page.Of($"{name} – match report", html.ToString());
    }

    private static void Parameters(StringBuilder html, StyleParams style)
    {
        var tables = ParameterTables.Of(style).ToArray();
        if (tables.Length == 0) html.Append("<p>No stage is in use: the samples are the target's own.</p>\n");
        foreach (var table in tables)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Escape(table.Title)}</h3>\n");
            Page.Table(html, table.Head, table.Rows, table.Numeric);
        }
    }

    private static void Cards(StringBuilder html, MatchReportContent content)
    {
        var render = content.Render.Profile.Loudness.Reading;
        var target = content.Target.Profile.Loudness.Reading;
        var reference = content.Reference.Profile.Loudness.Reading;
        html.Append("<div class=\"cards\">\n");
        if (content.Metrics.Count > 0)
        {
            var first = content.Metrics[0];
            Card(first.Name, Text.Number(first.After), first.Unit, $"was {Text.Number(first.Before)} {first.Unit}");
        }
        Card("Loudness", Text.Number(render.Integrated.Value), "LUFS", $"was {Text.Number(target.Integrated.Value)}, reference {Text.Number(reference.Integrated.Value)}");
        Card("True peak", Text.Number(render.TruePeak.Value, 2), "dBTP", $"was {Text.Number(target.TruePeak.Value, 2)}, reference {Text.Number(reference.TruePeak.Value, 2)}");
        Card("Limiter at work", Percent(content.LimiterRate), "", "of the time, by more than 0.1 dB");
        Card("Artifacts", Percent(content.ArtifactsRate), "", "of the time: clicks, clipping or jumps that the target lacks");
        html.Append("</div>\n");

        void Card(string name, string value, string unit, string was) => html.Append(CultureInfo.InvariantCulture,
            $"<div class=\"card\"><div class=\"name\">{Html.Escape(name)}</div><div class=\"value\">{Html.Escape(value)} <small>{Html.Escape(unit)}</small></div><div class=\"was\">{Html.Escape(was)}</div></div>\n");
    }

    private static string Percent(double share) => Text.Number(share * 100, share is > 0 and < 0.001 ? 3 : 1) + " %";

    private static void Distances(StringBuilder html, IReadOnlyList<MetricRow> metrics)
    {
        html.Append("<p>Distances to the reference, before and after; 0 is the same sound.</p>\n<div class=\"scroll\"><table>\n<thead><tr><th>Distance</th><th class=\"n\">Before</th><th class=\"n\">After</th><th>Unit</th><th class=\"n\">Change</th><th>Meaning</th></tr></thead>\n<tbody>\n");
        foreach (var row in metrics)
        {
            var change = row.After - row.Before;
            var verdict = Math.Abs(change) < 0.05 || !double.IsFinite(change) ? "" : change < 0 ? "better" : "worse";
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Html.Escape(row.Name)}</td><td class=\"n\">{Text.Number(row.Before, 2)}</td><td class=\"n\">{Text.Number(row.After, 2)}</td><td>{Html.Escape(row.Unit)}</td><td class=\"n {verdict}\">{Text.Number(change, 2, signed: true)}</td><td class=\"hint\">{Html.Escape(row.Hint)}</td></tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }
}
