using System.Numerics;
using System.Text.Json;
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
        Match(reference, target, "out.wav");
    }

    [Fact]
    public void Given_three_hours_as_target_then_it_is_matched_within_300_MB()
    {
        _ = NtBinary.Path;
        var target = Sounds.WriteLong(_bench.At("long.wav"), hours: 3);
        var reference = Sounds.WriteMusic(_bench.At("reference.wav"), 60, seed: 2);
        var result = Match(reference, target, "out.flac", "--report", _bench.At("report.html"));
        Assert.Equal(3L * 3600 * 44100, result.GetProperty("output").GetProperty("frames").GetInt64());
        Assert.InRange(new FileInfo(_bench.At("report.html")).Length, 1, 2 << 20);
    }

    [Fact]
    public void Given_three_hours_as_reference_then_it_is_matched_within_300_MB()
    {
        _ = NtBinary.Path;
        var reference = Sounds.WriteLong(_bench.At("long.wav"), hours: 3);
        var target = Sounds.WriteMusic(_bench.At("target.wav"), 60, seed: 2);
        Match(reference, target, "out.wav");
    }

    [Theory]
    [InlineData(180)]
    [InlineData(3 * 3600)]
    public void Given_the_same_performance_twice_then_delay_gain_and_equaliser_are_found_within_300_MB(int seconds)
    {
        _ = NtBinary.Path;
        const double gain = 0.7, corner = 300, delay = 2.5;
        // What a pole of the first order lets through is added once more: 6 dB more in the bass.
        var pole = Math.Exp(-2 * Math.PI * corner / 44100);
        var low = new double[2];
        var target = Sounds.WritePatchwork(_bench.At("target.wav"), seconds, 0, (_, x) => x);
        var reference = Sounds.WritePatchwork(_bench.At("reference.wav"), seconds, delay, (c, x) => gain * (x + (low[c] = pole * low[c] + (1 - pole) * x)));

        var result = Match(reference, target, "out.flac", "--mode", "a");

        Assert.Equal(seconds * 44100L, result.GetProperty("output").GetProperty("frames").GetInt64());
        Assert.Contains(result.GetProperty("notes").EnumerateArray(), n => n.GetString()!.Contains("the reference starts 2500.0 ms later", StringComparison.Ordinal));
        var style = result.GetProperty("style_params");
        var curve = style.GetProperty("match_fir");
        var points = curve.GetProperty("f_hz").EnumerateArray().Zip(curve.GetProperty("mid_db").EnumerateArray(), (f, db) => (Hz: f.GetDouble(), Db: db.GetDouble()));
        foreach (var (hz, db) in points.Where(p => p.Hz is > 50 and < 8000))
        {
            var turn = Complex.Exp(new Complex(0, -2 * Math.PI * hz / 44100));
            var expected = 20 * Math.Log10(gain * Complex.Abs(1 + (1 - pole) / (1 - pole * turn)));
            Assert.Equal(expected, db + style.GetProperty("gain").GetProperty("gain_db").GetDouble(), 0.3);
        }
    }

    /// <summary>A match that succeeds within the memory: what it says of itself.</summary>
    private JsonElement Match(string reference, string target, string output, params string[] more)
    {
        var run = NtBinary.Run(["match", "--reference", reference, "--target", target, "--out", _bench.At(output), "--json", .. more]);
        Assert.True(run.Code == 0, run.ToString());
        Assert.InRange(run.PeakMemoryBytes, 1, MostMemory);
        return run.Json;
    }
}
