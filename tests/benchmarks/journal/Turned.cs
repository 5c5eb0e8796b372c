using System.Text.Json.Serialization;
using NTWorkstation.Kernel.Serialization;

namespace NTWorkstation.Persistence.Benchmarks;

/// <summary>An event as sessions have them: about 150 bytes of JSON.</summary>
internal sealed record Turned(string Processor, string Parameter, double Old, double New, string Why)
{
    internal static Turned Of(long number) =>
        new("4dde0003", "bands[0].gain_db", number % 240 / 10.0 - 12, (number + 1) % 240 / 10.0 - 12, "turned by hand while the chorus was playing in a loop");

    internal const string Manifest = "benchmark.turned/1";

    internal static SerializerRegistry Registry() => SerializerRegistry.Of(new JsonManifestSerializer(1, new JsonManifest(Manifest, TurnedJson.Default.Turned)));
}

[JsonSerializable(typeof(Turned))]
internal sealed partial class TurnedJson : JsonSerializerContext;
