using System.Text.Json.Serialization;

namespace NTWorkstation.Contracts.Analysis;

/// <summary>A saved sound profile as it stands in a file; field by field the <see cref="Audio.Analysis.SoundProfile"/> without the course
/// over time. Absent numbers (no reverberation time, a band without a noise floor) are null.</summary>
internal sealed record TargetCurveDocument
{
    public required int Version { get; init; }
    public required string Name { get; init; }
    public required double RateHz { get; init; }
    public required double DurationS { get; init; }
    public required SpectrumPart[] Spectra { get; init; }
    public required StatisticPart[] SixthOctaves { get; init; }
    public required MelPart Mel { get; init; }
    public required LoudnessPart Lufs { get; init; }
    public required DynamicsPart Dynamics { get; init; }
    public required StereoPart Stereo { get; init; }
    public required double? Rt60S { get; init; }
    public required double BandwidthHz { get; init; }
    public required NoisePart[] NoiseFloor { get; init; }

    internal sealed record SpectrumPart(int Size, double[] Mid, double[] Side, double[] Cross);

    internal sealed record StatisticPart(double FHz, double MeanDb, double DeviationDb);

    internal sealed record NoisePart(double FHz, double? LevelDb);

    /// <summary>Counts from bin <paramref name="First"/> on; the others are 0.</summary>
    internal sealed record HistogramPart(double LowestDb, double BinDb, int Bins, int First, double[] Counts);

    internal sealed record MelPart(double[] FHz, double[] Power, HistogramPart[] Levels, HistogramPart[] SideLevels);

    internal sealed record LoudnessPart(
        double Integrated, double? MomentaryMax, double? ShortTermMax, double Lra, double TpDb, double SamplePeakDb,
        HistogramPart ShortTerm, HistogramPart Momentary);

    internal sealed record DynamicsPart(
        double RmsDb, double CrestDb, double PlrDb, HistogramPart Rms10Ms, HistogramPart Rms50Ms, HistogramPart Rms400Ms,
        HistogramPart Crest50Ms, HistogramPart Crest400Ms);

    internal sealed record BandPart(double LowHz, double HighHz, double SideToMidDb, double Coherence);

    internal sealed record StereoPart(
        double MidPower, double SidePower, double SideToMidDb, double Correlation, bool Mono, bool AntiPhase, BandPart[] Bands, BandPart[] ThirdOctaves);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    MaxDepth = 16, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TargetCurveDocument))]
internal sealed partial class TargetCurveContext : JsonSerializerContext;
