using System.Text.Json.Serialization;
using NTWorkstation.Kernel.Serialization;

namespace NTWorkstation.Persistence.Tests.Actor;

/// <summary>An event of the tests' actors.</summary>
internal sealed record Noted(string Text);

/// <summary>What it was called before: its text had a number in front.</summary>
internal sealed record OldNoted(int Number, string Text);

/// <summary>A snapshot of the tests' actors.</summary>
internal sealed record Notes(IReadOnlyList<string> Texts);

/// <summary>No serializer knows it.</summary>
internal sealed record Unknown(string Text);

[JsonSerializable(typeof(Noted))]
[JsonSerializable(typeof(OldNoted))]
[JsonSerializable(typeof(Notes))]
internal sealed partial class TestJsonContext : JsonSerializerContext;

internal static class TestJson
{
    public static SerializerRegistry Registry { get; } = SerializerRegistry.Of(new JsonManifestSerializer(
        7,
        new JsonManifest("old-noted:1", TestJsonContext.Default.OldNoted),
        new JsonManifest("noted:1", TestJsonContext.Default.Noted),
        new JsonManifest("notes:1", TestJsonContext.Default.Notes)));
}
