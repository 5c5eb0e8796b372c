using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Nt.Report;

/// <summary>A track of a report.</summary>
/// <param name="Path">As the user named it.</param>
internal sealed record ReportTrack(string Path, SoundProfile Profile);

/// <summary>One distance to the reference before and after. Units in <paramref name="Unit"/>; NaN where there is none.</summary>
/// <param name="Hint">Plain words on what it says.</param>
internal sealed record MetricRow(string Name, string Unit, double Before, double After, string Hint);

/// <summary>Gain of a stage over time.</summary>
internal sealed record GainTrace(string Stage, Seconds Step, IReadOnlyList<float> GainDb);

/// <summary>Magnitudes in dB of the EQ as it runs, at <see cref="Frequencies"/>.</summary>
internal sealed record EqResponse(IReadOnlyList<double> Frequencies, IReadOnlyList<double> SumDb, IReadOnlyList<IReadOnlyList<double>> BandsDb);

/// <summary>Everything that a report of a match shows.</summary>
internal sealed record MatchReportContent
{
    public required ReportTrack Reference { get; init; }
    public required ReportTrack Target { get; init; }
    public required ReportTrack Render { get; init; }
    public required StyleParams Style { get; init; }
    /// <summary>Null without EQ bands.</summary>
    public EqResponse? Eq { get; init; }
    public required IReadOnlyList<MetricRow> Metrics { get; init; }
    public required IReadOnlyList<GainTrace> Gains { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }
    /// <summary>Shares, 0 to 1, of 10 ms frames.</summary>
    public required double LimiterRate { get; init; }
    public required double ArtifactsRate { get; init; }
    /// <summary>What was asked for and what made it, in the order shown.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }
}
