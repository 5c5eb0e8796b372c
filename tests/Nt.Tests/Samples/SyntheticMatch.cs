using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Nt.Report;

namespace NTWorkstation.Nt.Tests.Samples;

/// <summary>Contents of a report with every stage in use.</summary>
internal static class SyntheticMatch
{
    public static MatchReportContent Content(string targetName = "Living room demo.flac")
    {
        var frequencies = Enumerable.Range(0, 120).Select(i => 20 * Math.Pow(1000, i / 119.0)).ToArray();
        EqBand[] eq =
        [
            new(EqType.LowShelf, new Hertz(90), 0.7, new Decibels(3.2)), new(EqType.Peaking, new Hertz(240), 1.1, new Decibels(-2.6)),
            new(EqType.Peaking, new Hertz(1900), 0.9, new Decibels(1.4)), new(EqType.HighShelf, new Hertz(7000), 0.7, new Decibels(4.1)),
        ];
        // The shape of a bell in dB is enough for a picture.
        var bands = eq.Select(b => (IReadOnlyList<double>)[.. frequencies.Select(f => b.Gain.Value * (b.Type switch
        {
            EqType.LowShelf => 1 / (1 + Math.Pow(f / b.Frequency.Value, 3)),
            EqType.HighShelf => 1 / (1 + Math.Pow(b.Frequency.Value / f, 3)),
            _ => 1 / (1 + Math.Pow(b.Q * (f / b.Frequency.Value - b.Frequency.Value / f), 2)),
        }))]).ToArray();
        return new MatchReportContent
        {
            Reference = new ReportTrack("Great Record.wav", SyntheticProfile.Make("Great Record.wav", 0, -10.4, -8, seed: 2)),
            Target = new ReportTrack(targetName, SyntheticProfile.Make(targetName, -2, -19.5, -14, seed: 5)),
            Render = new ReportTrack("out.flac", SyntheticProfile.Make("out.flac", -0.1, -10.6, -9, seed: 3)),
            Style = new StyleParams
            {
                Eq = eq,
                MatchFir = new MatchCurve(
                    [.. frequencies.Select(f => new Hertz(f))],
                    [.. frequencies.Select(f => new Decibels(1.5 * Math.Sin(Math.Log(f) * 3)))],
                    [.. frequencies.Select(f => new Decibels(2 * Math.Cos(Math.Log(f) * 2)))], LinearPhase: true),
                Compressor = new CompressorSpec { Threshold = new Decibels(-22.4), Ratio = 2.3 },
                Rider = new RiderSpec { Target = new Lufs(-14), Amount = 0.4 },
                Exciter = new ExciterSpec(new Decibels(9), 0.18, new Hertz(4200)),
                Stereo = new WidthSpec([0.9, 1.1, 1.24, 1.3], [new Hertz(200), new Hertz(1000), new Hertz(5000)]),
                Gain = new Decibels(5.3),
                Loudness = new Lufs(-10.4),
                Limiter = new LimiterSpec { Ceiling = new Decibels(-1) },
            },
            Eq = new EqResponse(frequencies, [.. frequencies.Select((_, i) => bands.Sum(b => b[i]))], bands),
            Metrics =
            [
                new MetricRow("Tonal balance", "dB", 8.23, 0.71, "Mean difference of the mel spectrum; below 1 dB is hard to hear."),
                new MetricRow("Spectrum", "dB", 9.4, 1.2, "Difference of the long-term spectrum in 1/6 octaves."),
                new MetricRow("Loudness", "LU", 9.1, 0.2, "Difference in integrated loudness."),
                new MetricRow("Loudness range", "LU", 2.1, 2.3, "Difference in how far quiet and loud passages are apart."),
            ],
            Gains =
            [
                new GainTrace("compressor", new Seconds(0.16), [.. Enumerable.Range(0, 1330).Select(i => (float)(-2 - 1.5 * Math.Sin(i / 9.0)))]),
                new GainTrace("rider", new Seconds(0.16), [.. Enumerable.Range(0, 1330).Select(i => (float)(1.4 * Math.Sin(i / 120.0)))]),
                new GainTrace("limiter", new Seconds(0.16), [.. Enumerable.Range(0, 1330).Select(i => (float)(-4 * Math.Pow(Math.Max(0, Math.Sin(i / 7.0)), 8)))]),
            ],
            Notes = ["Raised the lows below 90 Hz by 3.2 dB.", "The reference ends at 16 kHz: nothing above was matched."],
            LimiterRate = 0.083,
            ArtifactsRate = 0.0002,
            Facts =
            [
                new("Target", "/music/" + targetName), new("Render", "/music/out.flac"),
                new("SHA-256 of the render's samples", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), new("Engine", "nt 0.1.0"),
            ],
        };
    }
}
