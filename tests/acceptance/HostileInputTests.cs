using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>
/// Every kind of bad or unusual file, as reference and as target: a clear refusal with exit 3, or a correct result. Which of the two is
/// part of the contract, so it stands here.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    private enum Outcome
    {
        Refused,
        Rendered,
    }

    private sealed record Case(Func<Workbench, string> Make, Outcome AsReference, Outcome AsTarget);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["missing"] = new(b => b.At("missing.wav"), Outcome.Refused, Outcome.Refused),
        ["a folder"] = new(b => Directory.CreateDirectory(b.At("folder.wav")).FullName, Outcome.Refused, Outcome.Refused),
        ["empty"] = new(b => Bytes(b, "empty.wav", []), Outcome.Refused, Outcome.Refused),
        ["not audio"] = new(b => Bytes(b, "text.wav", [.. Enumerable.Range(0, 200_000).Select(i => (byte)("The quick brown fox. "[i % 21]))]), Outcome.Refused, Outcome.Refused),
        ["random bytes named flac"] = new(b => Bytes(b, "random.flac", Noise(200_000)), Outcome.Refused, Outcome.Refused),
        ["header only"] = new(b => Bytes(b, "header.wav", File.ReadAllBytes(Sounds.WriteMusic(b.At("whole.wav"), 1))[..30]), Outcome.Refused, Outcome.Refused),
        ["zero length"] = new(b => Sounds.WriteMusic(b.At("zero.wav"), 0), Outcome.Refused, Outcome.Refused),
        ["truncated WAV"] = new(b => Cut(b, "truncated.wav", Sounds.WriteMusic(b.At("whole.wav")), 0.6), Outcome.Rendered, Outcome.Rendered),
        ["truncated FLAC"] = new(b => Cut(b, "truncated.flac", Flac(b)), Outcome.Rendered, Outcome.Rendered),
        ["corrupted FLAC"] = new(b => Corrupt(b, "corrupted.flac", Flac(b)), Outcome.Rendered, Outcome.Rendered),
        ["silent"] = new(b => Sounds.Write(b.At("silent.wav"), 44100, 2, 10, (_, _) => 0), Outcome.Refused, Outcome.Refused),
        ["50 ms"] = new(b => Sounds.WriteMusic(b.At("short.wav"), 0.05), Outcome.Refused, Outcome.Refused),
        ["DC only"] = new(b => Sounds.Write(b.At("dc.wav"), 44100, 2, 10, (_, _) => 0.25), Outcome.Refused, Outcome.Refused),
        ["music on an offset"] = new(b => Sounds.Write(b.At("offset.wav"), 44100, 2, 10, (c, n) => 0.4 + 0.2 * Sounds.Music(c, n, 44100, 5)), Outcome.Rendered, Outcome.Rendered),
        ["NaN"] = new(b => Sounds.Write(b.At("nan.wav"), 44100, 2, 10, (c, f) => f % 1000 == 500 ? double.NaN : Sounds.Music(c, f, 44100, 1), bits: 32), Outcome.Refused, Outcome.Refused),
        ["infinity"] = new(b => Sounds.Write(b.At("inf.wav"), 44100, 2, 10, (c, f) => f == 400_000 ? double.PositiveInfinity : Sounds.Music(c, f, 44100, 1), bits: 32), Outcome.Refused, Outcome.Refused),
        ["anti-phase"] = new(b => Sounds.Write(b.At("anti.wav"), 44100, 2, 12, (c, f) => (c == 0 ? 1 : -1) * Sounds.Music(0, f, 44100, 1)), Outcome.Rendered, Outcome.Rendered),
        ["mono"] = new(b => Sounds.WriteMusic(b.At("mono.wav"), channels: 1), Outcome.Rendered, Outcome.Rendered),
        ["8 kHz"] = new(b => Sounds.WriteMusic(b.At("8k.wav"), rate: 8000), Outcome.Rendered, Outcome.Rendered),
        ["768 kHz"] = new(b => Sounds.WriteMusic(b.At("768k.wav"), seconds: 6, rate: 768000), Outcome.Rendered, Outcome.Rendered),
        ["32 channels"] = new(b => Sounds.WriteMusic(b.At("32ch.wav"), channels: 32), Outcome.Rendered, Outcome.Rendered),
        ["integers stored as floats"] = new(b => Sounds.Write(b.At("scaled.wav"), 44100, 2, 12, (c, f) => 32768 * Sounds.Music(c, f, 44100, 1), bits: 32), Outcome.Refused, Outcome.Refused),
        ["one absurd sample"] = new(b => Sounds.Write(b.At("huge.wav"), 44100, 2, 12, (c, f) => f == 400_000 ? 1e30 : Sounds.Music(c, f, 44100, 1), bits: 32), Outcome.Refused, Outcome.Refused),
        ["over full scale"] = new(b => Sounds.Write(b.At("hot.wav"), 44100, 2, 12, (c, f) => 8 * Sounds.Music(c, f, 44100, 1), bits: 32), Outcome.Rendered, Outcome.Rendered),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_an_unusual_file_as_reference_then_it_is_refused_clearly_or_matched(string name)
    {
        _ = NtBinary.Path;
        var unusual = Cases[name];
        var target = Sounds.WriteMusic(_bench.At("target.wav"), seed: 2);
        Check(unusual.AsReference, unusual.Make(_bench), unusual.Make(_bench), target);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_an_unusual_file_as_target_then_it_is_refused_clearly_or_matched(string name)
    {
        _ = NtBinary.Path;
        var unusual = Cases[name];
        var reference = Sounds.WriteMusic(_bench.At("reference.wav"), seed: 2);
        var path = unusual.Make(_bench);
        Check(unusual.AsTarget, path, reference, path);
    }

    private void Check(Outcome expected, string unusual, string reference, string target)
    {
        var before = _bench.Names;
        var output = _bench.At("out.wav");
        var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", output, "--json");
        if (expected == Outcome.Refused)
        {
            Assert.True(run.Code == 3, run.ToString());
            Assert.Empty(run.Out);
            Assert.Contains(System.IO.Path.GetFileName(unusual), run.Error);
            Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
            Assert.DoesNotContain("   at ", run.Error);
            Assert.Equal(before, _bench.Names);
            return;
        }
        Assert.True(run.Code == 0, run.ToString());
        var result = run.Json.GetProperty("output");
        var probe = NtBinary.Run("probe", output, "--json").Json;
        var source = NtBinary.Run("probe", target, "--json").Json;
        Assert.Equal(source.GetProperty("rate_hz").GetDouble(), probe.GetProperty("rate_hz").GetDouble());
        Assert.Equal(source.GetProperty("channels").GetInt32(), probe.GetProperty("channels").GetInt32());
        Assert.Equal(result.GetProperty("frames").GetInt64(), probe.GetProperty("frames").GetInt64());
        var peak = NtBinary.Run("analyze", output, "--json").Json.GetProperty("tp_db");
        Assert.Equal(JsonValueKind.Number, peak.ValueKind);
        Assert.InRange(peak.GetDouble(), -60, -0.95);
        Assert.Equal(before.Append("out.wav").Order(StringComparer.Ordinal), _bench.Names);
    }

    private static string Bytes(Workbench bench, string name, byte[] bytes)
    {
        File.WriteAllBytes(bench.At(name), bytes);
        return bench.At(name);
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static string Flac(Workbench bench)
    {
        var wav = Sounds.WriteMusic(bench.At("whole.wav"));
        var run = NtBinary.Run("convert", wav, bench.At("whole.flac"));
        Assert.True(run.Code == 0, run.ToString());
        return bench.At("whole.flac");
    }

    private static string Cut(Workbench bench, string name, string path, double share = 0.6)
    {
        var bytes = File.ReadAllBytes(path);
        return Bytes(bench, name, bytes[..(int)(bytes.Length * share)]);
    }

    private static string Corrupt(Workbench bench, string name, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var random = new Random(11);
        // The head stays whole, so that it is still FLAC.
        for (var i = 0; i < 40; i++) bytes[random.Next(bytes.Length / 8, bytes.Length)] ^= (byte)random.Next(1, 256);
        return Bytes(bench, name, bytes);
    }
}
