using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>Length costs time, never memory.</summary>
[Trait("Category", "full")]
public sealed class LongFileTests : IDisposable
{
    private const long MostMemory = 300L << 20;
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_three_minutes_of_both_then_they_are_matched_within_300_MB()
    {
        _ = NtBinary.Path;
        var target = Sounds.WriteMusic(_bench.At("target.wav"), 180, seed: 3);
        var reference = Sounds.WriteMusic(_bench.At("reference.wav"), 180, seed: 4);
        var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", _bench.At("out.wav"), "--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.InRange(run.PeakMemoryBytes, 1, MostMemory);
    }

    [Fact]
    public void Given_three_hours_as_target_then_it_is_matched_within_300_MB()
    {
        _ = NtBinary.Path;
        var target = Sounds.WriteLong(_bench.At("long.wav"), hours: 3);
        var reference = Sounds.WriteMusic(_bench.At("reference.wav"), 60, seed: 2);
        var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", _bench.At("out.flac"), "--json", "--report", _bench.At("report.html"));
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal(3L * 3600 * 44100, run.Json.GetProperty("output").GetProperty("frames").GetInt64());
        Assert.InRange(run.PeakMemoryBytes, 1, MostMemory);
        Assert.InRange(new FileInfo(_bench.At("report.html")).Length, 1, 2 << 20);
    }

    [Fact]
    public void Given_three_hours_as_reference_then_it_is_matched_within_300_MB()
    {
        _ = NtBinary.Path;
        var reference = Sounds.WriteLong(_bench.At("long.wav"), hours: 3);
        var target = Sounds.WriteMusic(_bench.At("target.wav"), 60, seed: 2);
        var run = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", _bench.At("out.wav"), "--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.InRange(run.PeakMemoryBytes, 1, MostMemory);
    }
}
