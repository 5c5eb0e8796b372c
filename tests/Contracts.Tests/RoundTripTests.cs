using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Presets;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

public class RoundTripTests
{
    [Fact]
    public void Given_random_parameters_when_written_and_read_then_every_value_is_the_same_bit_for_bit()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var before = Style(random);
            var after = StyleParamsJson.Read(StyleParamsJson.Write(before));
            Assert.Equal(before.Eq, after.Eq);
            Assert.Equal(before.Compressor, after.Compressor);
            Assert.Equal(before.Rider, after.Rider);
            Assert.Equal(before.Exciter, after.Exciter);
            Assert.Equal(before.Limiter, after.Limiter);
            Assert.Equal(before.Reverb, after.Reverb);
            Assert.Equal(before.Pitch, after.Pitch);
            Assert.Equal(before.Gain, after.Gain);
            Assert.Equal(before.Loudness, after.Loudness);
            Assert.Equal(before.Notes, after.Notes);
            Assert.Equal(before.Stereo!.Widths, after.Stereo!.Widths);
            Assert.Equal(before.Stereo.Crossovers, after.Stereo.Crossovers);
            Assert.Equal(before.MatchFir!.Frequencies, after.MatchFir!.Frequencies);
            Assert.Equal(before.MatchFir.MidDb, after.MatchFir.MidDb);
            Assert.Equal(before.MatchFir.SideDb, after.MatchFir.SideDb);
            Assert.Equal(before.MatchFir.LinearPhase, after.MatchFir.LinearPhase);
        }
    }

    [Fact]
    public void Given_an_empty_preset_then_it_comes_back_empty()
    {
        var after = StyleParamsJson.Read(StyleParamsJson.Write(new StyleParams()));
        Assert.Equal(StyleParamsJson.Write(new StyleParams()), StyleParamsJson.Write(after));
        Assert.Null(after.Limiter);
        Assert.Empty(after.Eq);
    }

    [Fact]
    public void Given_a_chain_of_every_processor_then_order_and_values_come_back()
    {
        var random = new Random(11);
        var style = Style(random);
        ProcessorSpec[] chain =
        [
            style.Limiter!, new GainSpec(new(-3.1)), style.Compressor!, new ResampleSpec(new(48000)), style.Exciter!, style.Rider!, style.Pitch!,
            new NamedReverbSpec(style.Reverb!), new DitherSpec(24, DitherKind.Shaped, 77),
        ];
        Assert.Equal(chain, ChainJson.Read(ChainJson.Write(chain)));
        var multiband = new MultibandSpec([style.Compressor!, style.Compressor! with { Ratio = 2.5 }], [new Hertz(333.3)]);
        var read = (MultibandSpec)ChainJson.Read(ChainJson.Write([multiband])).Single();
        Assert.Equal(multiband.Bands, read.Bands);
        Assert.Equal(multiband.Crossovers, read.Crossovers);
    }

    [Fact]
    public void Given_convolutions_for_live_streams_then_their_blocks_come_back_and_presets_have_none()
    {
        var style = Style(new Random(5));
        ProcessorSpec[] chain =
        [
            new NamedFirSpec("room.wav", null, null, null, new(0), FirAlignment.Start) { Block = 64 },
            new MatchFirSpec(new MatchCurve([new(100)], [new(3)], null, false)) { Block = 4096 },
            new NamedReverbSpec(style.Reverb!) { Block = 32, Channels = new(1) },
        ];
        var read = ChainJson.Read(ChainJson.Write(chain));
        Assert.Equal([64, 4096, 32], read.Cast<ConvolutionSpec>().Select(s => s.Block));
        Assert.Equal(chain[0], read[0]);
        Assert.NotEqual(chain[0], (NamedFirSpec)chain[0] with { Block = null });
        Assert.Equal(chain[2], read[2]);
        var refused = Assert.Throws<ContractException>(() => StyleParamsJson.Read("""{"version":1,"reverb":{"ir_key":"a.wav","mix":0.1,"block":64}}"""));
        Assert.Equal("$.reverb.block", refused.Path);
    }

    [Theory]
    [InlineData("16")]
    [InlineData("48")]
    [InlineData("64.5")]
    [InlineData("8192")]
    public void Given_a_block_that_is_no_power_of_two_within_the_range_then_it_is_refused(string block)
    {
        var refused = Assert.Throws<ContractException>(() => ChainJson.Read($$"""{"version":1,"chain":[{"processor":"fir","taps":[1],"block":{{block}}}]}"""));
        Assert.Equal(("$.chain[0].block", "a power of two from 32 to 4096 frames"), (refused.Path, refused.Allowed));
        var settings = ProcessorSettings.Of(new NamedFirSpec(null, [1], null, null, new(0), FirAlignment.Start));
        Assert.Throws<ContractException>(() => settings.With(new(null, "block"), new NumberValue(block)));
        Assert.Equal(128, ((ConvolutionSpec)settings.With(new(null, "block"), NumberValue.Of(128)).ToSpec()).Block);
    }

    [Fact]
    public void Given_times_in_milliseconds_then_they_stand_as_a_person_writes_them()
    {
        var json = StyleParamsJson.Write(new StyleParams { Limiter = new LimiterSpec { Ceiling = new(-1), LookAhead = new(0.0012), Release = new(0.07) } });
        Assert.Contains("\"lookahead_ms\": 1.2,", json, StringComparison.Ordinal);
        Assert.Contains("\"release_ms\": 70\n", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_bandwidth_in_octaves_then_it_becomes_the_quality_of_the_analogue_prototype()
    {
        var style = StyleParamsJson.Read("""{"version":1,"eq":[{"type":"peaking","f_hz":1000,"bw_oct":1,"gain_db":3}]}""");
        Assert.Equal(Math.Sqrt(2), style.Eq[0].Q, 6); // one octave: q = sqrt(2) / (2 − 1)
    }

    private static StyleParams Style(Random r)
    {
        double In(double low, double high) => low + (high - low) * r.NextDouble();
        var f = Enumerable.Range(0, 20).Select(i => new Hertz(20 * Math.Pow(2, i / 2.0) * In(1, 1.1))).ToArray();
        return new StyleParams
        {
            Eq = [.. Enumerable.Range(0, 8).Select(i => new EqBand((EqType)i, new(In(20, 20000)), In(0.05, 2), new(In(-24, 24))))],
            MatchFir = new MatchCurve(f, [.. f.Select(_ => new Decibels(In(-12, 12)))], r.Next(2) == 0 ? null : [.. f.Select(_ => new Decibels(In(-12, 12)))], r.Next(2) == 0),
            Compressor = new CompressorSpec
            {
                Threshold = new(In(-60, 0)), Ratio = In(1, 20), Knee = new(In(0, 24)), Attack = new(In(0.00006, 0.5)), Release = new(In(0.006, 5)),
                LookAhead = new(In(0, 0.02)), Makeup = new(In(-24, 24)), RmsTime = new(In(0.0011, 0.5)), Mix = In(0, 1), Detector = (Detector)r.Next(2),
            },
            Rider = new RiderSpec { Target = new(In(-60, 0)), Amount = In(0, 1), Max = new(In(0, 12)), RateDbPerSecond = In(0.1, 20), Gate = new(In(-80, -20)), Window = new(In(0.5, 10)) },
            Exciter = new ExciterSpec(new(In(0, 36)), In(0, 1), new(In(500, 16000))),
            Stereo = r.Next(2) == 0 ? new WidthSpec([In(0.5, 1.5)], []) : new WidthSpec([.. Enumerable.Range(0, 4).Select(_ => In(0.5, 1.5))], [new(200), new(1000), new(In(2000, 5000))]),
            Reverb = new ReverbParams("synth:1.2:42", In(0, 1), new(In(0, 0.5))),
            Pitch = new PitchSpec(In(-3, 3)),
            Gain = new(In(-40, 40)),
            Limiter = new LimiterSpec { Ceiling = new(In(-40, 0)), LookAhead = new(In(0.0006, 0.0199)), Release = new(In(0.006, 1.99)) },
            Loudness = new Lufs(In(-40, -5)),
            Notes = ["Brighter by 3 dB.", "Ünïcode ☃ \"quoted\""],
        };
    }
}
