using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

public class ProcessorSettingsTests
{
    private static readonly EqSpec Eq = new([new(EqType.Peaking, new(120), 0.8, new(1.5)), new(EqType.HighShelf, new(8000), 0.7, new(-0.1))]);

    [Fact]
    public void Given_random_values_in_seconds_then_the_processor_comes_back_bit_for_bit()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var spec = new CompressorSpec
            {
                Threshold = new(-60 * random.NextDouble()), Ratio = 1 + 19 * random.NextDouble(), Attack = new(0.0001 + 0.4 * random.NextDouble()),
                Release = new(0.006 + 4 * random.NextDouble()), LookAhead = new(0.02 * random.NextDouble()), RmsTime = new(0.0011 + 0.4 * random.NextDouble()),
            };
            Assert.Equal(spec, ProcessorSettings.Of(spec).ToSpec());
        }
    }

    [Theory]
    [InlineData("bands[0].gain_db", "1.5")]
    [InlineData("bands[1].f_hz", "8000")]
    public void Given_a_path_then_the_value_stands_as_in_the_document(string path, string token)
    {
        Assert.True(ParameterPath.TryParse(path, out var parsed));
        Assert.Equal(path, parsed.ToString());
        Assert.True(ProcessorSettings.Of(Eq).TryGet(parsed, out var value));
        Assert.Equal(new NumberValue(token), value);
    }

    [Theory]
    [InlineData("bands[2].gain_db")]
    [InlineData("gain_db")]
    [InlineData("bands[0].ratio")]
    public void Given_a_path_that_leads_nowhere_then_there_is_no_value(string path)
    {
        Assert.True(ParameterPath.TryParse(path, out var parsed));
        var settings = ProcessorSettings.Of(Eq);
        Assert.False(settings.TryGet(parsed, out _));
        Assert.Throws<ContractException>(() => settings.With(parsed, NumberValue.Of(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bands")]
    [InlineData("bands[]")]
    [InlineData("bands[-1].q")]
    [InlineData("bands[1]q")]
    [InlineData("bands[1].")]
    [InlineData("bands[1].bands[2].q")]
    [InlineData("bands[99999999999].q")]
    [InlineData("Gain")]
    [InlineData("a.b")]
    public void Given_what_is_no_path_then_it_is_not_taken_for_one(string text) =>
        Assert.Equal(text == "bands", ParameterPath.TryParse(text, out _));

    [Fact]
    public void Given_one_value_changed_then_only_it_differs_and_the_old_settings_are_as_they_were()
    {
        var before = ProcessorSettings.Of(Eq);
        var after = before.With(new(1, "gain_db"), NumberValue.Of(3));
        Assert.Equal(new EqBand(EqType.HighShelf, new(8000), 0.7, new(3)), ((EqSpec)after.ToSpec()).Bands[1]);
        Assert.Equal(Eq.Bands, ((EqSpec)before.ToSpec()).Bands);
        Assert.NotEqual(before, after);
        Assert.Equal(before, after.With(new(1, "gain_db"), new NumberValue("-0.1")));
        Assert.Equal(before.GetHashCode(), after.With(new(1, "gain_db"), new NumberValue("-0.1")).GetHashCode());
    }

    [Fact]
    public void Given_a_value_out_of_its_range_or_of_another_type_then_it_is_refused()
    {
        var settings = ProcessorSettings.Of(Eq);
        foreach (var value in new ParameterValue?[] { NumberValue.Of(25), new TextValue("3"), new NumbersValue(["1"]), null })
            Assert.Throws<ContractException>(() => settings.With(new(0, "gain_db"), value));
        Assert.Throws<ContractException>(() => settings.With(new(0, "type"), new TextValue("round")));
    }

    [Fact]
    public void Given_a_processor_that_depends_on_a_rate_then_it_has_no_settings() =>
        Assert.Throws<ContractException>(() => ProcessorSettings.Of(new FirSpec(new double[] { 1 }, null, 0)));
}
