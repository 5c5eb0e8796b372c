using System.Text.Json;
using Xunit;

namespace NTWorkstation.Acceptance.Tests;

/// <summary>One-bit files in and out of nt.</summary>
public sealed class DsdTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("o.dsf", "dsf", "64", 88200)]
    [InlineData("o.dff", "dsdiff", "128", 176400)]
    public void Given_music_when_it_goes_to_DSD_and_back_then_its_level_is_that_of_SACD_and_the_length_is_kept(string name, string container, string multiple, double rate)
    {
        _ = NtBinary.Path;
        var music = Sounds.WriteMusic(_bench.At("t.wav"), 5);
        Done("convert", music, _bench.At(name), "--dsd", multiple);
        var probe = Json("probe", _bench.At(name), "--json");
        Assert.Equal(container, probe.GetProperty("container").GetString());
        Assert.Equal("dsd" + multiple, probe.GetProperty("codec").GetString());
        Assert.Equal("dsd", probe.GetProperty("sample_type").GetString());
        Assert.Equal(rate, probe.GetProperty("rate_hz").GetDouble());
        Assert.Equal(5, probe.GetProperty("duration_s").GetDouble(), 1e-4);

        Done("convert", _bench.At(name), _bench.At("quiet.wav"), "--rate", "44100", "--format", "f64");
        Done("convert", _bench.At(name), _bench.At("full.wav"), "--rate", "44100", "--format", "f64", "--sacd-full-scale");
        var before = Peak(music);
        Assert.Equal(before - 6.02, Peak(_bench.At("quiet.wav")), 0.1);
        Assert.Equal(before, Peak(_bench.At("full.wav")), 0.1);
    }

    [Fact]
    public void Given_DSD64_and_a_high_rate_then_the_bits_are_decimated_to_it()
    {
        _ = NtBinary.Path;
        Done("convert", Sounds.WriteMusic(_bench.At("t.wav"), 2), _bench.At("o.dsf"));
        Done("convert", _bench.At("o.dsf"), _bench.At("dxd.wav"), "--rate", "352800");
        Assert.Equal(2 * 352800, Json("probe", _bench.At("dxd.wav"), "--json").GetProperty("frames").GetInt64());
    }

    [Fact]
    public void Given_options_that_do_not_go_with_the_files_then_they_are_usage_errors_and_nothing_is_written()
    {
        _ = NtBinary.Path;
        var music = Sounds.WriteMusic(_bench.At("t.wav"), 1);
        foreach (var wrong in new string[][] { ["o.wav", "--dsd", "64"], ["o.dsf", "--sacd-full-scale"], ["o.dsf", "--format", "s16"], ["o.dsf", "--bit-rate", "128"], ["o.dsf", "--rate", "48000"] })
        {
            var run = NtBinary.Run(["convert", music, _bench.At(wrong[0]), .. wrong[1..]]);
            Assert.True(run.Code == 2, run.ToString());
        }
        Assert.Equal(["t.wav"], _bench.Names);
    }

    private static double Peak(string path) => Json("analyze", path, "--json").GetProperty("tp_db").GetDouble();

    private static void Done(params string[] arguments)
    {
        var run = NtBinary.Run(arguments);
        Assert.True(run.Code == 0, run.ToString());
    }

    private static JsonElement Json(params string[] arguments)
    {
        var run = NtBinary.Run(arguments);
        Assert.True(run.Code == 0, run.ToString());
        return JsonDocument.Parse(run.Out).RootElement.Clone();
    }
}
