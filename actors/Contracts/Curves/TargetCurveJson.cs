using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Analysis;

namespace NTWorkstation.Contracts.Curves;

/// <summary>
/// A target curve: the sound profile of a track without its audio, as JSON { "version": 1, "profile": … }. What is written reads back
/// equal. Levels of silence are the texts "-Infinity" and "NaN", which JSON's numbers lack.
/// </summary>
public static class TargetCurveJson
{
    public const int Version = 1;
    private static readonly int[] SpectrumSizes = [512, 2048, 8192];

    public static string Write(SoundProfile profile) =>
        JsonSerializer.Serialize(new TargetCurveDocument { Version = Version, Profile = profile }, TargetCurveContext.Default.TargetCurveDocument);

    /// <exception cref="ContractException">The document does not keep the contract.</exception>
    public static SoundProfile Read(string json)
    {
        TargetCurveDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json, TargetCurveContext.Default.TargetCurveDocument);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new ContractException((failure as JsonException)?.Path ?? "$", "not what a curve has there", "what nt analyze --save-curve writes");
        }
        if (document is null) throw new ContractException("$", "null", "a curve");
        if (document.Version != Version) throw new ContractException("$.version", $"{document.Version}", $"{Version}");
        Check(document.Profile);
        return document.Profile;
    }

    private static void Check(SoundProfile profile)
    {
        Require(profile is { Source.Name: not null, Mel: not null, Loudness.Reading: not null, Dynamics: not null, Stereo: not null, Reverb: not null, Defects: not null }, "$.profile", "incomplete", "every part");
        Require(!profile.Spectra.IsDefault && profile.Spectra.Length == SpectrumSizes.Length, "$.profile.spectra", "of another number", "three");
        for (var s = 0; s < SpectrumSizes.Length; s++)
        {
            var (path, spectrum, bins) = ($"$.profile.spectra[{s}]", profile.Spectra[s], SpectrumSizes[s] / 2 + 1);
            Require(spectrum is not null && spectrum.Size == SpectrumSizes[s], $"{path}.size", "another", $"{SpectrumSizes[s]}");
            Powers(spectrum.Mid, bins, $"{path}.mid");
            Powers(spectrum.Side, bins, $"{path}.side");
            Require(!spectrum.Cross.IsDefault && spectrum.Cross.Length == bins, $"{path}.cross", "of another length", $"{bins} numbers");
        }
        Powers(profile.Mel.Power, MelProfile.BandCount, "$.profile.mel.power");
        Require(!profile.Mel.Centres.IsDefault && profile.Mel.Centres.Length == MelProfile.BandCount, "$.profile.mel.centres", "of another length", $"{MelProfile.BandCount} frequencies");
        Require(!profile.SixthOctaves.IsDefault && !profile.NoiseFloor.IsDefault, "$.profile", "incomplete", "sixth octaves and noise floor");
        Require(!profile.Stereo.Bands.IsDefault && !profile.Stereo.ThirdOctaves.IsDefault, "$.profile.stereo", "incomplete", "bands and third octaves");
        Require(!profile.Loudness.ShortTermSeries.IsDefault && !profile.Loudness.MomentarySeries.IsDefault, "$.profile.loudness", "incomplete", "both series");
        Require(!profile.Defects.DcOffset.IsDefault, "$.profile.defects", "incomplete", "offsets");
        foreach (var (path, levels) in new[] { ("$.profile.mel.levels", profile.Mel.Levels), ("$.profile.mel.side_levels", profile.Mel.SideLevels) })
        {
            Require(!levels.IsDefault && levels.Length == MelProfile.BandCount, path, "of another length", $"{MelProfile.BandCount} distributions");
            foreach (var level in levels) Distribution(level, path);
        }
        Distribution(profile.Loudness.ShortTerm, "$.profile.loudness.short_term");
        Distribution(profile.Loudness.Momentary, "$.profile.loudness.momentary");
        foreach (var level in new[] { profile.Dynamics.Rms10Ms, profile.Dynamics.Rms50Ms, profile.Dynamics.Rms400Ms, profile.Dynamics.Crest50Ms, profile.Dynamics.Crest400Ms })
            Distribution(level, "$.profile.dynamics");
    }

    private static void Distribution(LevelHistogram? level, string path) =>
        Require(level is { Weights: { IsDefault: false, Length: > 0 and <= 1 << 16 }, BinWidth: > 0 } && level.Weights.All(w => double.IsFinite(w) && w >= 0), path, "no distribution", "weights of at least 0");

    private static void Powers(System.Collections.Immutable.ImmutableArray<double> values, int count, string path) =>
        Require(!values.IsDefault && values.Length == count && values.All(v => double.IsFinite(v) && v >= 0), path, "of another length, or not all powers", $"{count} numbers of at least 0");

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool kept, string path, string value, string allowed)
    {
        if (!kept) throw new ContractException(path, value, allowed);
    }
}

/// <summary>The document of a target curve.</summary>
internal sealed record TargetCurveDocument
{
    public required int Version { get; init; }
    public required SoundProfile Profile { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TargetCurveDocument))]
internal sealed partial class TargetCurveContext : JsonSerializerContext;
