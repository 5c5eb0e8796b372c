using System.Text.RegularExpressions;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Nt.Report;
using NTWorkstation.Nt.Tests.Samples;
using Xunit;

namespace NTWorkstation.Nt.Tests.Report;

public sealed partial class MatchReportTests
{
    [Fact]
    public void Given_a_match_then_the_page_stands_alone_and_is_well_formed()
    {
        var html = MatchReport.Write(SyntheticMatch.Content());
        if (Environment.GetEnvironmentVariable("NT_KEEP_REPORT") is { Length: > 0 } path) File.WriteAllText(path, html);
        Assert.DoesNotMatch(ExternalReference(), html);
        var body = html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        // The body keeps to XML's rules, so a parser that forgives nothing can check that every element is closed.
        System.Xml.Linq.XDocument.Parse(body.Replace("&#39;", "'", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_match_then_every_figure_has_its_axes_legend_and_curves_inside_the_frame()
    {
        var html = MatchReport.Write(SyntheticMatch.Content());
        foreach (var title in new[] { "Long-term spectra", "What was missing and what is left", "Equalisation", "Loudness over time", "Gain over time", "Stereo width by band" })
            Assert.Contains($"<h3>{title}</h3>", html);
        foreach (var unit in new[] { "Frequency (Hz)", "Level per 1/6 octave (dBFS)", "Gain (dB)", "Short-term loudness (LUFS)", "Time (min:s)", "Side − mid (dB)" })
            Assert.Contains(unit, html);
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("Infinity", html);
        foreach (Match path in CurvePath().Matches(html)) Assert.True(path.Groups[1].Value.Length > 40, "a curve is empty");
    }

    [Fact]
    public void Given_a_track_of_a_few_seconds_then_its_loudness_is_shown_in_shorter_windows()
    {
        var content = SyntheticMatch.Content();
        var html = MatchReport.Write(content with { Target = content.Target with { Profile = content.Target.Profile with { Source = content.Target.Profile.Source with { Duration = new(2.5) } } } });
        Assert.Contains("Momentary loudness (LUFS)", html);
        Assert.Contains("Loudness of 0.4-second windows. Of the reference", html);
        Assert.DoesNotContain("Short-term loudness (LUFS)", html);
    }

    [Fact]
    public void Given_names_and_notes_with_markup_then_they_are_shown_and_not_run()
    {
        const string evil = "<img src=x onerror=alert(1)>\"'&.flac";
        var html = MatchReport.Write(SyntheticMatch.Content(evil) with { Notes = ["<script>alert(2)</script>"] });
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("<script>alert", html);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.flac", html);
        Assert.Contains("&lt;script&gt;alert(2)&lt;/script&gt;", html);
    }

    [Fact]
    public void Given_a_match_without_eq_and_dynamics_then_their_figures_are_left_out()
    {
        var content = SyntheticMatch.Content();
        var html = MatchReport.Write(content with { Style = new StyleParams(), Eq = null, Gains = [] });
        Assert.DoesNotContain("<h3>Equalisation</h3>", html);
        Assert.DoesNotContain("<h3>Gain over time</h3>", html);
        Assert.Contains("<h3>Long-term spectra</h3>", html);
    }

    [Fact]
    public void Given_a_compressor_in_bands_then_its_gain_has_a_figure_of_its_own_and_its_bands_a_table()
    {
        var band = new CompressorSpec { Threshold = new(-31.5), Ratio = 2.25, Makeup = new(-4.5) };
        var content = SyntheticMatch.Content();
        var html = MatchReport.Write(content with
        {
            Style = new StyleParams { Multiband = new MultibandSpec([band, band with { Ratio = 0.8 }], [new(450)]) },
            Gains = [new GainTrace("multiband", new(0.01), [1, -20, 3, 4]), new GainTrace("limiter", new(0.01), [0, -1, 0, 0])],
        });
        Assert.Contains("<h3>Compressor gain over time</h3>", html);
        Assert.Contains("<h3>Gain over time</h3>", html);
        Assert.Contains("<td>below 450 Hz</td><td class=\"n\">−31.5 dBFS</td><td class=\"n\">2.25 : 1</td>", html);
        Assert.Contains("<td>above 450 Hz</td><td class=\"n\">−31.5 dBFS</td><td class=\"n\">0.80 : 1</td>", html);
    }

    [Fact]
    public void Given_the_same_match_twice_then_the_pages_are_equal() =>
        Assert.Equal(MatchReport.Write(SyntheticMatch.Content()), MatchReport.Write(SyntheticMatch.Content()));

    [GeneratedRegex("""(src|href)\s*=|https?://(?!www\.w3\.org)|@import|url\(""")]
    private static partial Regex ExternalReference();

    [GeneratedRegex("""<path class="curve[^>]* d="([^"]*)""")]
    private static partial Regex CurvePath();
}
