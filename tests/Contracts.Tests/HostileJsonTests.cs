using System.Text;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Presets;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

public class HostileJsonTests
{
    [Theory]
    [InlineData("""{"version":1,"limiter":{"tp_db":-1,"colour":3}}""", "$.limiter.colour", "not a key")]
    [InlineData("""{"version":1,"limitr":{"tp_db":-1}}""", "$.limitr", "not a key")]
    [InlineData("""{"version":1,"limiter":{"tp_db":3}}""", "$.limiter.tp_db", "3")]
    [InlineData("""{"version":1,"limiter":{"tp_db":"-1"}}""", "$.limiter.tp_db", "\"-1\"")]
    [InlineData("""{"version":1,"limiter":{"tp_db":1e999}}""", "$.limiter.tp_db", "1e999")]
    [InlineData("""{"version":1,"limiter":{"tp_db":-1,"release_ms":1e999999999999}}""", "$.limiter.release_ms", "1e999999999999")]
    [InlineData("""{"version":1,"limiter":{}}""", "$.limiter.tp_db", "absent")]
    [InlineData("""{"version":1,"limiter":[]}""", "$.limiter", "a list of 0")]
    [InlineData("""{"version":2}""", "$.version", "2")]
    [InlineData("""{}""", "$.version", "absent")]
    [InlineData("""{"version":1,"version":1}""", "$.version", "given twice")]
    [InlineData("""{"version":1,"eq":[{"type":"peaking","f_hz":100},{"type":"bell","f_hz":100}]}""", "$.eq[1].type", "\"bell\"")]
    [InlineData("""{"version":1,"eq":[{"type":"high_shelf","f_hz":100,"q":3}]}""", "$.eq[0].q", "3")]
    [InlineData("""{"version":1,"eq":[{"type":"peaking","f_hz":100,"q":3,"bw_oct":1}]}""", "$.eq[0].bw_oct", "beside q")]
    [InlineData("""{"version":1,"eq":[{},{},{},{},{},{},{},{},{}]}""", "$.eq", "a list of 9")]
    [InlineData("""{"version":1,"match_fir":{"f_hz":[100,100],"mid_db":[0,0]}}""", "$.match_fir.f_hz[1]", "100")]
    [InlineData("""{"version":1,"match_fir":{"f_hz":[100,200],"mid_db":[0]}}""", "$.match_fir.mid_db", "a list of 1")]
    [InlineData("""{"version":1,"match_fir":{"f_hz":[100],"mid_db":[13]}}""", "$.match_fir.mid_db[0]", "13")]
    [InlineData("""{"version":1,"stereo":{"width":1.6}}""", "$.stereo.width", "1.6")]
    [InlineData("""{"version":1,"stereo":{"bands":[1,1,1,1]}}""", "$.stereo.crossovers_hz", "absent")]
    [InlineData("""{"version":1,"compressor":{"threshold_db":-20,"ratio":0.4}}""", "$.compressor.ratio", "0.4")]
    [InlineData("""{"version":1,"compressor":{"crossovers_hz":[100],"bands":[{"threshold_db":-20,"ratio":2}]}}""", "$.compressor.bands", "a list of 1")]
    [InlineData("""{"version":1,"notes":[1]}""", "$.notes[0]", "1")]
    [InlineData("""[]""", "$", "a list of 0")]
    [InlineData("""null""", "$", "null")]
    public void Given_a_document_that_breaks_the_contract_then_the_error_names_place_and_value(string json, string path, string value)
    {
        var e = Assert.Throws<ContractException>(() => StyleParamsJson.Read(json));
        Assert.Equal(path, e.Path);
        Assert.Contains(value, e.Value, StringComparison.Ordinal);
        Assert.NotEmpty(e.Allowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"version\":1,}")]
    [InlineData("{\"version\":NaN}")]
    [InlineData("{\"version\":1} trailing")]
    [InlineData("// comment\n{\"version\":1}")]
    [InlineData("{\"version\":1,\"notes\":[\"\\ud800\"]}")]
    [InlineData("{\"version\":1,\"\\ud800\":1}")]
    public void Given_bytes_that_are_no_json_then_they_are_refused_by_type(string json) =>
        Assert.Throws<ContractException>(() => StyleParamsJson.Read(json));

    [Fact]
    public void Given_a_thousand_levels_or_five_megabytes_then_they_are_refused_before_they_cost()
    {
        Assert.Throws<ContractException>(() => StyleParamsJson.Read(new string('[', 1000)));
        var large = Encoding.UTF8.GetBytes("{\"version\":1}" + new string(' ', 5_000_000));
        Assert.Contains("bytes", Assert.Throws<ContractException>(() => StyleParamsJson.Read(large)).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_every_cut_and_many_mutations_of_a_preset_then_nothing_but_a_contract_error_comes_out()
    {
        var whole = StyleParamsJson.Write(new StyleParams
        {
            Eq = [new EqBand(EqType.Peaking, new(1000), 1, new(3))],
            Limiter = new LimiterSpec { Ceiling = new(-1) },
            MatchFir = new MatchCurve([new(100), new(1000)], [new(1), new(2)], null, true),
            Notes = ["a"],
        });
        var bytes = Encoding.UTF8.GetBytes(whole);
        for (var n = 0; n < bytes.Length - 2; n++) Assert.Throws<ContractException>(() => StyleParamsJson.Read(bytes.AsMemory(0, n)));
        var random = new Random(3);
        for (var i = 0; i < 3000; i++)
        {
            var mutated = (byte[])bytes.Clone();
            for (var k = random.Next(1, 4); k > 0; k--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            try
            {
                StyleParamsJson.Read(mutated);
            }
            catch (ContractException)
            {
            }
        }
    }

    [Theory]
    [InlineData("""{"version":1,"chain":[{"processor":"reverbb"}]}""", "$.chain[0].processor")]
    [InlineData("""{"version":1,"chain":[{"gain_db":1}]}""", "$.chain[0].processor")]
    [InlineData("""{"version":1,"chain":[{"processor":"gain","gain_db":1},{"processor":"gain","gain_db":99}]}""", "$.chain[1].gain_db")]
    [InlineData("""{"version":1,"chain":[{"processor":"resample","rate_hz":48000},{"processor":"resample","rate_hz":44100}]}""", "$.chain[1].processor")]
    [InlineData("""{"version":1}""", "$.chain")]
    public void Given_a_bad_chain_then_the_error_names_the_place(string json, string path) =>
        Assert.Equal(path, Assert.Throws<ContractException>(() => ChainJson.Read(json)).Path);

    [Fact]
    public void Given_a_value_out_of_range_in_memory_then_it_is_not_written()
    {
        Assert.Throws<ContractException>(() => StyleParamsJson.Write(new StyleParams { Gain = new(99) }));
        Assert.Throws<ContractException>(() => StyleParamsJson.Write(new StyleParams { Gain = new(double.NaN) }));
    }
}
