using System.Globalization;
using System.Text;
using NTWorkstation.Nt.Report.Plot;

namespace NTWorkstation.Nt.Report;

/// <summary>The report of one track.</summary>
internal static class AnalysisReport
{
    public static string Write(ReportTrack track, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        var html = new StringBuilder();
        var profile = track.Profile;
        var name = Path.GetFileName(track.Path);
        html.Append(CultureInfo.InvariantCulture, $"<header><p class=\"kicker\">Analysis</p><h1>{Html.Escape(name)}</h1></header>\n");
        foreach (var warning in TrackFacts.Warnings(profile)) html.Append(CultureInfo.InvariantCulture, $"<p class=\"alert\">{Html.Escape(warning)}</p>\n");
        Page.Section(html, "In figures", () => Page.Table(
            html, ["", "Value", "Unit", "Meaning"], TrackFacts.Rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Value(profile), r.Unit, r.Hint]), 1));
        Page.Section(html, "Tone", () => SvgFigure.Write(html, Figures.Spectra(
            "Long-term spectrum", "Mean level over the whole track, smoothed to 1/6 octave.", ("Mid + side", Role.Reference, profile))));
        Page.Section(html, "Dynamics", () => SvgFigure.Write(html, Figures.Loudness(
            " and of the whole track.", "Whole track", profile, ("Over time", Role.Render, profile))));
        if (Figures.Width(("Side against mid", Role.Reference, profile)) is { } width)
            Page.Section(html, "Stereo", () => SvgFigure.Write(html, width));
        if (Figures.Decay(profile.Reverb) is { } decay) Page.Section(html, "Reverberation", () => SvgFigure.Write(html, decay));
        if (Figures.Pitch(profile.F0) is { } pitch) Page.Section(html, "Pitch", () => SvgFigure.Write(html, pitch));
        Page.Section(html, "File and versions", () => Page.Table(html, ["", ""], facts.Select(f => (IReadOnlyList<string>)[f.Key, f.Value])));
        return Page.Of($"{name} – analysis", html.ToString());
    }
}
