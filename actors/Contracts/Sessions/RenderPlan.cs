using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// What a render is made from, whole: the same plan gives the same samples on every node of one class, whatever kind of file they are
/// written to. Tracks start at frame 0. Each is decoded, a mono one put on the front pair unchanged where the plan has more channels, run
/// through its chain at its own rate with latency taken out and tails kept, brought to the plan's rate and summed in order; the sum runs
/// through the master, is trimmed to the loudness and dithered to the grid it is stored on.
/// </summary>
public sealed record RenderPlan
{
    /// <summary>Of the sum; a resample in the master may change it afterwards.</summary>
    [JsonPropertyName("rate_hz")]
    public required SampleRate Rate { get; init; }
    public required int Channels { get; init; }
    /// <summary>Speakers, as in <see cref="AudioFormat"/>.</summary>
    public required ulong ChannelMask { get; init; }
    /// <summary>At least one.</summary>
    public required IReadOnlyList<PlannedTrack> Tracks { get; init; }
    public required IReadOnlyList<ProcessorSettings> Master { get; init; }
    /// <summary>What processors name as "media:HASH" (<see cref="ProcessorMedia"/>), by content hash; null where they name nothing.</summary>
    public IReadOnlyList<MediaReference>? Files { get; init; }
    /// <summary>Integrated loudness the render is to have; null leaves it.</summary>
    [JsonPropertyName("loudness_lufs")]
    public Lufs? Loudness { get; init; }
    public required ulong DitherSeed { get; init; }

    public AudioFormat Format => new(Rate, Channels, ChannelMask);
}

/// <param name="Chain">Without a resample or a dither: these belong to the master.</param>
public sealed record PlannedTrack(string Name, MediaReference Media, IReadOnlyList<ProcessorSettings> Chain);

/// <summary>Plans as JSON: what a node that renders is sent.</summary>
public static class RenderPlanJson
{
    public const int MostBytes = 16 * 1024 * 1024;

    public static byte[] Write(RenderPlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, SessionJsonContext.Default.RenderPlan);

    /// <exception cref="ContractException">It does not keep the contract.</exception>
    public static RenderPlan Read(ReadOnlySpan<byte> utf8) => BoundedJson.Read<RenderPlan>(utf8, SessionJsonContext.Default.RenderPlan, "plan", MostBytes);

    /// <summary>SHA-256, lower-case hexadecimal, of all that makes the samples: names and places of files do not count.</summary>
    public static string Hash(RenderPlan plan) => Convert.ToHexStringLower(SHA256.HashData(Write(plan with
    {
        Tracks = [.. plan.Tracks.Select(t => t with { Name = "", Media = t.Media with { Path = "" } })],
        Files = plan.Files is { } files ? [.. files.Select(f => f with { Path = "" })] : null,
    })));
}
