using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Analysis;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

/// <summary>Target curves and features as JSON.</summary>
public class TargetCurveTests
{
    private static SoundProfile Profile(double integrated = -14)
    {
        ImmutableArray<double> Ramp(int count, double step = 1e-3) => [.. Enumerable.Range(1, count).Select(i => i * step)];
        LevelHistogram Level(int at, int bins = 480, double lowest = -100, double width = 0.25) =>
            new(lowest, width, [.. Enumerable.Range(0, bins).Select(i => i == at ? 3.0 : i == at + 5 ? 1.0 : 0.0)]);
        return new SoundStatistics
        {
            Source = new SourceFacts("song.flac", new SampleRate(44100), 2, new Seconds(61.5)),
            Reading = new LoudnessReading
            {
                Integrated = new Lufs(integrated), MomentaryMax = new Lufs(-9), ShortTermMax = new Lufs(-11), Range = 6.5,
                TruePeak = new Decibels(-0.3), SamplePeak = new Decibels(-0.5),
            },
            MeanSquare = 0.01, MidPower = 0.015, SidePower = 0.005, CrossPower = 0.0001,
            Spectra = [.. SoundStatistics.FftSizes.Select(n => new LongTermSpectrum(n, Ramp(n / 2 + 1), Ramp(n / 2 + 1, 1e-4), Ramp(n / 2 + 1, 1e-6)))],
            SixthMeans = [.. Enumerable.Range(0, 55).Select(i => -20.0 - i)],
            SixthDeviations = Ramp(55),
            ThirdLevels = [.. Enumerable.Range(0, 30).Select(i => Level(100 + i))],
            Mel = new MelProfile
            {
                Centres = [.. Enumerable.Range(1, 64).Select(i => new Hertz(i * 200))], Power = Ramp(64),
                Levels = [.. Enumerable.Range(0, 64).Select(i => Level(150 + i))], SideLevels = [.. Enumerable.Range(0, 64).Select(i => Level(90 + i))],
            },
            ShortTerm = Level(800, 1200, width: 0.1), Momentary = Level(820, 1200, width: 0.1),
            SeriesStep = new Seconds(0.1), MomentarySeries = [-20f, -19f], ShortTermSeries = [-100f, -21f],
            RmsLevels = [Level(300), Level(301), Level(302)], CrestLevels = [Level(100, 400, 0, 0.1), Level(120, 400, 0, 0.1)],
            ClippedRuns = 2, DcOffset = [0.001, -0.002], Swing = [Math.Pow(10, -0.5 / 20), 0.6], Reverb = new ReverbEstimate(new Seconds(0.7), new Seconds(0.02), [0f, -2f]),
        }.ToProfile();
    }

    [Fact]
    public void Given_a_saved_target_curve_when_read_back_then_it_is_no_distance_away_and_writes_the_same_bytes()
    {
        var profile = Profile();
        var bytes = TargetCurveJson.Write(profile);
        var back = TargetCurveJson.Read(bytes);
        var m = StyleMetrics.Between(profile with { Defects = back.Defects }, back);
        Assert.Equal(0, m.StftDistance + m.MelDistance + m.MelW1 + m.LoudnessError + m.RangeError + m.CrestError + m.PlrError + m.SideMidError, 12);
        Assert.Equal(profile.NoiseFloor, back.NoiseFloor);
        Assert.Equal(profile.Stereo.ThirdOctaves, back.Stereo.ThirdOctaves);
        Assert.Equal(profile.Reverb.Rt60, back.Reverb.Rt60);
        Assert.Equal(profile.Dynamics.Crest400Ms.Weights, back.Dynamics.Crest400Ms.Weights);
        Assert.Equal(bytes, TargetCurveJson.Write(back));
    }

    [Fact]
    public void Given_a_silent_profile_then_it_is_not_saved()
    {
        Assert.Throws<ArgumentException>(() => TargetCurveJson.Write(Profile(double.NegativeInfinity)));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "version", "2" }, { "bandwidth_hz", "1e9" }, { "name", "null" }, { "spectra", "[]" }, { "spectra", "{}" }, { "rt60_s", "-1" },
        { "mel", "{\"f_hz\":[],\"power\":[],\"levels\":[],\"side_levels\":[]}" }, { "noise_floor", "[{\"f_hz\":1,\"level_db\":1e308}]" },
        { "unknown", "1" }, { "rate_hz", "\"48000\"" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Given_a_damaged_target_curve_then_a_typed_error_says_where(string key, string value)
    {
        var document = JsonNode.Parse(TargetCurveJson.Write(Profile()))!.AsObject();
        document[key] = JsonNode.Parse(value);
        var error = Assert.Throws<ContractException>(() => TargetCurveJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString())));
        Assert.StartsWith("$", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":1")]
    [InlineData("not json")]
    public void Given_something_else_then_a_typed_error(string text) =>
        Assert.Throws<ContractException>(() => TargetCurveJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Given_a_histogram_that_reaches_out_of_its_bins_then_a_typed_error()
    {
        var document = JsonNode.Parse(TargetCurveJson.Write(Profile()))!.AsObject();
        document["mel"]!["levels"]![3]!["first"] = 479;
        Assert.Throws<ContractException>(() => TargetCurveJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString())));
        document["mel"]!["levels"]![3]!["first"] = -1;
        Assert.Throws<ContractException>(() => TargetCurveJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString())));
    }

    [Fact]
    public void Given_features_then_the_document_has_the_groups_with_units_and_null_where_there_is_no_value()
    {
        using var document = JsonDocument.Parse(FeaturesJson.Write(Profile()));
        var root = document.RootElement;
        Assert.Equal([512, 2048, 8192], root.GetProperty("stft").GetProperty("win").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(55, root.GetProperty("stft").GetProperty("mag_db_stats").GetProperty("mean_db").GetArrayLength());
        Assert.Equal(64, root.GetProperty("mel").GetProperty("n_mels").GetInt32());
        Assert.Equal(-14, root.GetProperty("lufs").GetProperty("integrated").GetDouble());
        Assert.Equal(6.5, root.GetProperty("lufs").GetProperty("lra").GetDouble());
        Assert.Equal(-0.3, root.GetProperty("tp_db").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("f0").ValueKind);
        Assert.Equal(0.7, root.GetProperty("reverb").GetProperty("rt60_s").GetDouble());
        Assert.Equal(13.7, root.GetProperty("dynamics").GetProperty("plr_db").GetDouble(), 9);
        Assert.Equal(4, root.GetProperty("stereo").GetProperty("width_by_band").GetArrayLength());
        Assert.Equal(2, root.GetProperty("clipped_runs").GetInt64());
        using var silent = JsonDocument.Parse(FeaturesJson.Write(Profile(double.NegativeInfinity)));
        Assert.Equal(JsonValueKind.Null, silent.RootElement.GetProperty("lufs").GetProperty("integrated").ValueKind);
    }
}
