using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>A master for a codec that lacks the music's rate.</summary>
public sealed class LossyOutputTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Given_music_at_44100_Hz_and_an_opus_output_then_the_file_is_at_48000_Hz_under_the_ceiling_and_its_preview_plays_both_as_fast()
    {
        _ = NtBinary.Path;
        var reference = Sounds.WriteMusic(_bench.At("r.wav"), 20, seed: 1);
        var target = Sounds.WriteMusic(_bench.At("t.wav"), 20, seed: 2);
        var match = NtBinary.Run("match", "--reference", reference, "--target", target, "--out", _bench.At("o.opus"), "--preview", _bench.At("p.wav"), "--json");
        Assert.True(match.Code == 0, match.ToString());
        var result = Json(match);
        Assert.Equal(48000, result.GetProperty("output").GetProperty("rate_hz").GetDouble());
        Assert.Contains("48000 Hz", string.Join('\n', result.GetProperty("notes").EnumerateArray().Select(n => n.GetString())));
        var written = Json(NtBinary.Run("probe", _bench.At("o.opus"), "--json"));
        Assert.Equal(20 * 48000, written.GetProperty("frames").GetInt64());
        var parts = result.GetProperty("preview").GetProperty("excerpts").EnumerateArray().Select(e => e.GetProperty("length_s").GetDouble()).ToArray();
        Assert.NotEmpty(parts);
        Assert.All(parts, p => Assert.Equal(15, p, 0.001));
        Assert.True(Json(NtBinary.Run("analyze", _bench.At("o.opus"), "--json")).GetProperty("tp_db").GetDouble() <= -1 + 0.01);
    }

    [Fact]
    public void Given_a_rate_that_the_codec_lacks_when_it_is_asked_for_then_it_is_a_usage_error_that_names_one()
    {
        _ = NtBinary.Path;
        var run = NtBinary.Run("convert", Sounds.WriteMusic(_bench.At("t.wav"), 2), _bench.At("o.opus"), "--rate", "44100");
        Assert.True(run.Code == 2, run.ToString());
        Assert.Contains("48000 Hz", run.Error);
        Assert.Equal(["t.wav"], _bench.Names);
    }

    private static JsonElement Json(Transcript run)
    {
        Assert.True(run.Code == 0, run.ToString());
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
