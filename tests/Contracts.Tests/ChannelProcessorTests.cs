using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

public class ChannelProcessorTests
{
    private static readonly ProcessorSpec[] Plain =
    [
        new PolaritySpec(true), new PolaritySpec(false) { Channels = new(1) },
        new DelaySpec { Time = new Seconds(0.0123) }, new DelaySpec { Frames = 7.25, IsRounded = true, Channels = new(1, 0) },
        new MidSideSpec(false), new MidSideSpec(true), new CrossfeedSpec(new(650), new(9.5)), new DcBlockSpec(new(3.3)),
        new GateSpec { Threshold = new(-41.5), Hysteresis = new(3), Range = new(90), Attack = new(0.0007), Hold = new(0.015), Release = new(0.25), LookAhead = new(0.002) },
        new DeEsserSpec { Threshold = new(-31), Frequency = new(7100), Ratio = 3, Knee = new(2), Range = new(9), Attack = new(0.0005), Release = new(0.04), LookAhead = new(0.001), IsWide = true },
        new EqualLoudnessSpec(80, new(-17.3), 0.7), new GainSpec(new(2)) { Channels = new(63, 5, 0) },
    ];

    [Fact]
    public void Given_every_processor_of_its_own_then_it_comes_back_equal_from_a_chain_and_from_settings()
    {
        Assert.Equal(Plain, ChainJson.Read(ChainJson.Write(Plain)));
        foreach (var spec in Plain) Assert.Equal(spec, ProcessorSettings.Of(spec).ToSpec());
        var crossover = (CrossoverSpec)ChainJson.Read(ChainJson.Write([new CrossoverSpec([new(99.5), new(1000)], 8) { Channels = new(1) }])).Single();
        Assert.Equal((8, new ChannelList(1)), (crossover.Order, crossover.Channels));
        Assert.Equal([new Hertz(99.5), new Hertz(1000)], crossover.Frequencies);
    }

    [Theory]
    [InlineData(GainUnit.Decibels, -6.3)]
    [InlineData(GainUnit.Linear, -0.501)]
    public void Given_a_matrix_then_routes_and_unit_come_back_as_they_were_written(GainUnit unit, double gain)
    {
        var matrix = new MatrixSpec(3, [new(0, 2, gain), new(1, 2, gain / 2, IsInverted: true), new(1, 0, 0)], unit);
        var read = (MatrixSpec)ChainJson.Read(ChainJson.Write([matrix])).Single();
        Assert.Equal((3, unit), (read.Outputs, read.Unit));
        Assert.Equal(matrix.Routes, read.Routes);
        Assert.Equal(matrix.Routes, ((MatrixSpec)ProcessorSettings.Of(matrix).ToSpec()).Routes);
    }

    [Fact]
    public void Given_a_matrix_without_gains_then_every_route_is_at_0_dB()
    {
        var matrix = (MatrixSpec)ChainJson.Read("""{"version":1,"chain":[{"processor":"matrix","outputs":2,"from":[0,1],"to":[1,0]}]}""").Single();
        Assert.Equal([new(0, 1, 0), new(1, 0, 0)], matrix.Routes);
        Assert.Equal(GainUnit.Decibels, matrix.Unit);
    }

    [Theory]
    [InlineData("""{"processor":"gain","gain_db":1,"channels":[]}""", "$.chain[0].channels")]
    [InlineData("""{"processor":"gain","gain_db":1,"channels":[0,0]}""", "$.chain[0].channels[1]")]
    [InlineData("""{"processor":"gain","gain_db":1,"channels":[0.5]}""", "$.chain[0].channels[0]")]
    [InlineData("""{"processor":"gain","gain_db":1,"channels":[64]}""", "$.chain[0].channels[0]")]
    [InlineData("""{"processor":"dither","bits":16,"channels":[0]}""", "$.chain[0].channels")]
    [InlineData("""{"processor":"resample","rate_hz":48000,"channels":[0]}""", "$.chain[0].channels")]
    [InlineData("""{"processor":"delay"}""", "$.chain[0].delay_ms")]
    [InlineData("""{"processor":"delay","delay_ms":1,"frames":1}""", "$.chain[0].delay_ms")]
    [InlineData("""{"processor":"mid_side"}""", "$.chain[0].direction")]
    [InlineData("""{"processor":"crossover","f_hz":[1000,900]}""", "$.chain[0].f_hz[1]")]
    [InlineData("""{"processor":"crossover","f_hz":[1000],"slope":"18 dB/oct"}""", "$.chain[0].slope")]
    [InlineData("""{"processor":"matrix","outputs":2,"from":[0,1],"to":[0]}""", "$.chain[0].to")]
    [InlineData("""{"processor":"matrix","outputs":2,"from":[0],"to":[2]}""", "$.chain[0].to")]
    [InlineData("""{"processor":"matrix","outputs":2,"from":[0],"to":[1],"gains":[1],"gains_db":[0]}""", "$.chain[0].gains")]
    [InlineData("""{"processor":"matrix","outputs":2,"from":[0],"to":[1],"gains":[1,2]}""", "$.chain[0].gains")]
    [InlineData("""{"processor":"matrix","outputs":2,"from":[0],"to":[1],"inverted":[1]}""", "$.chain[0].inverted")]
    public void Given_what_cannot_be_then_it_is_refused_at_its_place_and_a_check_names_it(string processor, string place)
    {
        var json = $$"""{"version":1,"chain":[{{processor}}]}""";
        Assert.Equal(place, Assert.Throws<ContractException>(() => ChainJson.Read(json)).Path);
        Assert.Contains(place, ChainJson.Check(System.Text.Encoding.UTF8.GetBytes(json)).Select(f => f.Path));
    }

    [Fact]
    public void Given_a_document_without_channels_then_it_says_what_it_said_before()
    {
        Assert.Null(ChainJson.Read("""{"version":1,"chain":[{"processor":"gain","gain_db":1}]}""").Single().Channels);
        Assert.DoesNotContain("channels", ChainJson.Write([new GainSpec(new(1))]), StringComparison.Ordinal);
        Assert.Throws<ContractException>(() => Presets.StyleParamsJson.Read("""{"version":1,"gain":{"gain_db":1,"channels":[0]}}"""));
    }
}
