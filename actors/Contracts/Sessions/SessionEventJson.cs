using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NTWorkstation.Contracts.Json;

namespace NTWorkstation.Contracts.Sessions;

/// <summary>
/// Events as they are kept: a manifest ("session.track-imported/1") and a JSON payload. Manifests are append-only: a name is never used for
/// another event, and every version that was ever written stays readable. Thread-safe.
/// </summary>
public static class SessionEventJson
{
    public const int MostBytes = 16 * 1024 * 1024;
    private static readonly SessionJsonContext Json = SessionJsonContext.Default;

    private static readonly Entry[] Entries =
    [
        new("session.created", 1, Json.SessionCreated),
        new("session.forked", 1, Json.SessionForked),
        new("session.renamed", 1, Json.SessionRenamed),
        new("session.track-imported", 1, Json.TrackImported),
        new("session.track-replaced", 1, Json.TrackReplaced),
        new("session.track-relinked", 1, Json.TrackRelinked),
        new("session.medium-relinked", 1, Json.MediumRelinked),
        new("session.medium-added", 1, Json.MediumAdded),
        new("session.track-removed", 1, Json.TrackRemoved),
        new("session.track-renamed", 1, Json.TrackRenamed),
        new("session.track-moved", 1, Json.TrackMoved),
        new("session.processor-inserted", 1, Json.ProcessorInserted),
        new("session.processor-moved", 1, Json.ProcessorMoved),
        new("session.processor-removed", 1, Json.ProcessorRemoved),
        new("session.processor-labelled", 1, Json.ProcessorLabelled),
        new("session.parameter-changed", 1, Json.ParameterChanged),
        new("session.processor-changed", 1, Json.ProcessorChanged),
        new("session.preset-applied", 1, Json.PresetApplied),
        new("session.style-matched", 1, Json.StyleMatched),
        new("session.marker-set", 1, Json.MarkerSet),
        new("session.marker-removed", 1, Json.MarkerRemoved),
        new("session.loudness-target-set", 1, Json.LoudnessTargetSet),
        new("session.undone", 1, Json.Undone),
        new("session.redone", 1, Json.Redone),
        new("session.render-completed", 1, Json.RenderCompleted),
        new("session.play-began", 1, Json.PlayBegan),
        new("session.entry-played", 1, Json.EntryPlayed),
        new("session.play-skipped", 1, Json.PlaySkipped),
        new("session.play-damaged", 1, Json.PlayDamaged),
        new("session.play-volume-set", 1, Json.PlayVolumeSet),
        new("session.play-chain-edited", 1, Json.PlayChainEdited),
        new("session.play-output-opened", 1, Json.PlayOutputOpened),
        new("session.play-output-lost", 1, Json.PlayOutputLost),
    ];

    private static readonly FrozenDictionary<string, Entry> ByManifest = Entries.ToFrozenDictionary(e => e.Manifest, StringComparer.Ordinal);
    // What is written is the newest version of its type.
    private static readonly FrozenDictionary<Type, Entry> ByType =
        Entries.GroupBy(e => e.Type.Type).ToFrozenDictionary(g => g.Key, g => g.MaxBy(e => e.Version)!);

    /// <summary>Every manifest that can be read.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [.. Entries.Select(e => e.Manifest)];

    public static string ManifestOf(SessionEvent e) => ByType[e.GetType()].Manifest;

    public static byte[] Write(SessionEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, ByType[e.GetType()].Type);

    /// <exception cref="ContractException">The manifest is unknown, or the payload is not what it says.</exception>
    public static SessionEvent Read(string manifest, ReadOnlySpan<byte> payload)
    {
        if (!ByManifest.TryGetValue(manifest, out var entry))
            throw new ContractException("manifest", $"\"{manifest}\"", "a manifest of this version of the program; a newer one may know it");
        return BoundedJson.Read<SessionEvent>(payload, entry.Type, manifest, MostBytes);
    }

    private sealed record Entry(string Name, int Version, JsonTypeInfo Type)
    {
        public string Manifest { get; } = string.Create(CultureInfo.InvariantCulture, $"{Name}/{Version}");
    }
}
