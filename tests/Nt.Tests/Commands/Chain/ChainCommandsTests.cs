using System.Text.Json;
using NTWorkstation.Audio.Chain;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Chain;

public class ChainCommandsTests
{
    [Fact]
    public void Given_the_catalogue_then_list_and_explain_name_every_processor_and_parameter()
    {
        var list = InProcess.Run("chain", "list").Out;
        foreach (var processor in ProcessorCatalogue.All)
        {
            Assert.Contains(processor.Name, list, StringComparison.Ordinal);
            var text = InProcess.Run("chain", "explain", processor.Name);
            Assert.Equal(0, text.Code);
            var explained = Scratch.Json("chain", "explain", processor.Name);
            foreach (var parameter in processor.Parameters.Concat(processor.BandParameters))
            {
                Assert.Contains(parameter.Name, text.Out, StringComparison.Ordinal);
                var json = explained.GetProperty(processor.Parameters.Contains(parameter) ? "parameters" : "band_parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == parameter.Name);
                Assert.Equal(parameter.Unit, json.GetProperty("unit").GetString());
                if (json.TryGetProperty("low", out var low)) Assert.Equal((parameter.Low, parameter.High), (low.GetDouble(), json.GetProperty("high").GetDouble()));
            }
        }
    }

    public static TheoryData<string> Names => [.. ProcessorCatalogue.All.Where(p => p.Name is not ("reverb" or "fir")).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_the_example_of_an_explanation_then_it_is_a_valid_chain(string processor)
    {
        using var scratch = new Scratch();
        var example = InProcess.Run("chain", "explain", processor).Out.Split('\n').Last(l => l.Trim().StartsWith('{'));
        var checkedChain = InProcess.Run("chain", "check", scratch.File("c.json", $"{{ \"version\": 1, \"chain\": [ {example} ] }}"));
        Assert.True(checkedChain.Code == 0, example + checkedChain.Out + checkedChain.Error);
    }

    [Fact]
    public void Given_a_name_that_is_none_then_the_one_that_was_meant_is_named()
    {
        var result = InProcess.Run("chain", "explain", "limitr");
        Assert.Equal(2, result.Code);
        Assert.Contains("Did you mean limiter?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_chain_full_of_errors_then_each_is_named_with_its_place()
    {
        using var scratch = new Scratch();
        var path = scratch.File("bad.json", """
            { "version": 2, "chain": [
              { "processor": "eq", "bands": [ { "type": "peeking", "f_hz": 3, "q": 1 } ] },
              { "processor": "limitr" },
              { "processor": "gain", "gain_db": "loud", "colour": 1 },
              { "processor": "biquad", "bands": [ { "a1": 0, "a2": 1 } ] },
              { "processor": "fir" },
              { "processor": "multiband", "crossovers_hz": [500, 200], "bands": [ { "threshold_db": -20, "ratio": 2 }, { "threshold_db": 5, "ratio": 2 } ] } ] }
            """);
        var result = InProcess.Run("chain", "check", path, "--json");
        Assert.Equal(3, result.Code);
        var errors = JsonDocument.Parse(result.Out).RootElement.GetProperty("errors").EnumerateArray().ToArray();
        var places = errors.Select(e => e.GetProperty("place").GetString()).ToArray();
        string[] wanted =
        [
            "$.version", "$.chain[0].bands[0].type", "$.chain[0].bands[0].f_hz", "$.chain[1].processor", "$.chain[2].gain_db", "$.chain[2].colour", "$.chain[3].bands[0]",
            "$.chain[4].file", "$.chain[5].crossovers_hz[1]", "$.chain[5].crossovers_hz", "$.chain[5].bands[1].threshold_db",
        ];
        Assert.Equal(wanted, places);
        Assert.All(errors, e => Assert.StartsWith("Allowed is ", e.GetProperty("advice").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Given_filters_beyond_a_rate_and_files_that_are_not_there_then_check_names_the_processors()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """
            { "version": 1, "chain": [ { "processor": "gain", "gain_db": 1 }, { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 15000, "gain_db": 1 } ] },
              { "processor": "fir", "file": "nowhere.wav" }, { "processor": "biquad", "rate_hz": 48000, "bands": [ { "b0": 0.5 } ] } ] }
            """);
        var result = InProcess.Run("chain", "check", path, "--rate", "16000");
        Assert.Equal(3, result.Code);
        foreach (var place in new[] { "$.chain[1]", "$.chain[2]", "$.chain[3]" }) Assert.Contains(place, result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("$.chain[0]", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_limiter_and_a_pair_of_filters_then_check_tells_latency_and_tail()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "eq", "bands": [ { "type": "low_pass", "f_hz": 1000 } ] }, { "processor": "limiter", "tp_db": -1, "lookahead_ms": 5 } ] }""");
        var at48 = Scratch.Json("chain", "check", path, "--rate", "48000");
        Assert.InRange(at48.GetProperty("latency_s").GetDouble(), 0.005, 0.007);
        Assert.InRange(at48.GetProperty("tail_s").GetDouble(), 0.0005, 0.05);
        var at96 = Scratch.Json("chain", "check", path, "--rate", "96000");
        Assert.Equal(at48.GetProperty("latency_s").GetDouble(), at96.GetProperty("latency_s").GetDouble(), 0.0005);
    }

    [Fact]
    public void Given_a_fir_with_a_response_for_each_channel_then_plot_has_a_curve_of_each()
    {
        using var scratch = new Scratch();
        Wav(scratch.Path("pair.wav"), [[0.5f, 0, 0, 0], [0, 0, 0.25f, 0]]);
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "fir", "file": "pair.wav", "gain_db": 6.020599913279624 } ] }""");
        var plot = Scratch.Json("chain", "plot", path, "--rate", "48000").GetProperty("responses").EnumerateArray().ToArray();
        Assert.Equal(["left", "right"], plot.Select(r => r.GetProperty("name").GetString()));
        Assert.All(plot[0].GetProperty("magnitude_db").EnumerateArray(), x => Assert.Equal(0, x.GetDouble(), 1e-5));
        Assert.All(plot[1].GetProperty("magnitude_db").EnumerateArray(), x => Assert.Equal(-6.0206, x.GetDouble(), 1e-4));
        Assert.All(plot[1].GetProperty("group_delay_ms").EnumerateArray(), x => Assert.Equal(2 / 48.0, x.GetDouble(), 1e-5));
    }

    [Fact]
    public void Given_a_room_for_one_channel_then_the_other_one_stays_dry()
    {
        using var scratch = new Scratch();
        Wav(scratch.Path("room.wav"), [[0, 0, 1, 0]]);
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "reverb", "ir_key": "room.wav", "mix": 0.5, "channels": [1] } ] }""");
        var plot = Scratch.Json("chain", "plot", path, "--rate", "48000").GetProperty("responses").EnumerateArray().ToArray();
        Assert.Equal(["left", "right"], plot.Select(r => r.GetProperty("name").GetString()));
        Assert.All(plot[0].GetProperty("magnitude_db").EnumerateArray(), x => Assert.Equal(0, x.GetDouble(), 1e-9));
        Assert.Contains(plot[1].GetProperty("magnitude_db").EnumerateArray(), x => x.GetDouble() < -20);
    }

    [Fact]
    public void Given_the_highest_rate_then_level_curves_are_measured_as_well()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "limiter", "tp_db": -6 } ] }""");
        var curve = Scratch.Json("chain", "plot", path, "--rate", "1600000", "--channels", "1").GetProperty("static_curves").EnumerateArray().Single();
        foreach (var (level, made) in curve.GetProperty("in_db").EnumerateArray().Zip(curve.GetProperty("out_db").EnumerateArray()))
            Assert.Equal(Math.Min(level.GetDouble(), -6.05), made.GetDouble(), 0.1);
    }

    [Fact]
    public void Given_a_compressor_then_its_level_curve_is_that_of_its_parameters()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "compressor", "threshold_db": -30, "ratio": 3, "knee_db": 0, "attack_ms": 1, "release_ms": 50, "detector": "rms", "makeup_db": 2 }, { "processor": "limiter", "tp_db": -6 } ] }""");
        var curves = Scratch.Json("chain", "plot", path).GetProperty("static_curves").EnumerateArray().ToArray();
        Assert.Equal(["compressor", "limiter"], curves.Select(c => c.GetProperty("name").GetString()));
        foreach (var (level, made) in curves[0].GetProperty("in_db").EnumerateArray().Zip(curves[0].GetProperty("out_db").EnumerateArray()))
        {
            // Its RMS is that of the sine, 3 dB below its peak.
            var rms = level.GetDouble() - 3.0103;
            var wanted = level.GetDouble() + 2 - Math.Max(0, rms + 30) * (1 - 1 / 3.0);
            Assert.Equal(wanted, made.GetDouble(), 0.15);
        }
        foreach (var (level, made) in curves[1].GetProperty("in_db").EnumerateArray().Zip(curves[1].GetProperty("out_db").EnumerateArray()))
            Assert.Equal(Math.Min(level.GetDouble(), -6.05), made.GetDouble(), 0.1);
    }

    [Fact]
    public void Given_a_gate_and_a_de_esser_then_their_level_curves_are_those_of_their_parameters()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """
            { "version": 1, "chain": [
              { "processor": "gate", "threshold_db": -41, "range_db": 30, "hold_ms": 50 },
              { "processor": "de_esser", "f_hz": 3000, "threshold_db": -33, "ratio": 4, "knee_db": 0, "range_db": 12, "attack_ms": 0.05, "release_ms": 1000, "band": "wide" } ] }
            """);
        var curves = Scratch.Json("chain", "plot", path, "--rate", "48000").GetProperty("static_curves").EnumerateArray().ToArray();
        Assert.Equal(["gate", "de_esser"], curves.Select(c => c.GetProperty("name").GetString()));
        foreach (var (level, made) in Points(curves[0])) Assert.Equal(level < -41 ? level - 30 : level, made, 0.1);
        // It hears the tone through its upper band, a Linkwitz-Riley high pass of the fourth order.
        var ratio = Math.Pow(Math.Tan(Math.PI * curves[1].GetProperty("tone_hz").GetDouble() / 48000) / Math.Tan(Math.PI * 3000 / 48000), 4);
        var heard = 20 * Math.Log10(ratio / (1 + ratio));
        foreach (var (level, made) in Points(curves[1])) Assert.Equal(level - Math.Clamp((level + heard + 33) * (1 - 1 / 4.0), 0, 12), made, 0.15);
        IEnumerable<(double, double)> Points(JsonElement curve) =>
            curve.GetProperty("in_db").EnumerateArray().Select(x => x.GetDouble()).Zip(curve.GetProperty("out_db").EnumerateArray().Select(y => y.GetDouble()));
    }

    [Fact]
    public void Given_a_chain_then_plot_draws_it_in_the_terminal_and_as_a_whole_SVG_file()
    {
        using var scratch = new Scratch();
        var path = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "eq", "bands": [ { "type": "peaking", "f_hz": 1000, "gain_db": 6 } ] }, { "processor": "exciter", "drive_db": 6, "mix": 0.2 } ] }""");
        var svg = scratch.Path("c.svg");
        var result = InProcess.Run("chain", "plot", path, "--svg", svg);
        Assert.Equal(0, result.Code);
        Assert.Contains("Magnitude", result.Out, StringComparison.Ordinal);
        Assert.Contains(result.Out, c => c is > '\u2800' and <= '\u28FF');
        Assert.Contains("exciter", result.Out, StringComparison.Ordinal);
        var document = System.Xml.Linq.XDocument.Load(svg);
        Assert.Equal("svg", document.Root!.Name.LocalName);
        Assert.True(document.Descendants().Count(e => e.Name.LocalName == "path") >= 3);
    }

    [Fact]
    public void Given_the_ready_chains_then_each_is_valid_at_usual_rates()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Environment.GetEnvironmentVariable("NT_ROOT") ?? Root(), "config/chains"), "*.json"))
            foreach (var rate in new[] { "44100", "96000" })
            {
                var result = InProcess.Run("chain", "check", file, "--rate", rate);
                Assert.True(result.Code == 0, result.Out);
            }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NTWorkstation.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static void Wav(string path, float[][] planes)
    {
        using var writer = new BinaryWriter(File.Create(path));
        var bytes = planes.Length * planes[0].Length * 4;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)3);
        writer.Write((short)planes.Length);
        writer.Write(48000);
        writer.Write(48000 * 4 * planes.Length);
        writer.Write((short)(4 * planes.Length));
        writer.Write((short)32);
        writer.Write("data"u8);
        writer.Write(bytes);
        for (var i = 0; i < planes[0].Length; i++)
            foreach (var plane in planes) writer.Write(plane[i]);
    }

    [Fact]
    public void Given_a_response_as_REW_exports_it_then_its_head_is_no_tap_and_its_rate_counts()
    {
        using var scratch = new Scratch();
        var head = "* Impulse Response data saved by REW V5.20.13\n* Source: none\n0.98 // Peak value before normalisation\n1 // Peak index\n3 // Response length\n2.0833333333333333E-5 // Sample interval (seconds)\n-1.0E-4 // Start time (seconds)\n* Data start\n";
        scratch.File("rew.txt", head + "5.0E-1\n2.5E-1\n1.25E-1\n");
        scratch.File("plain.txt", "0,5 # a comma for decimals\n0.25 // a comment\n0.125;\n");
        double[] Magnitude(string fir, string rate) => [.. Scratch.Json("chain", "plot", scratch.File("c.json", $$"""{ "version": 1, "chain": [ { "processor": "fir", {{fir}} } ] }"""), "--rate", rate)
            .GetProperty("responses")[0].GetProperty("magnitude_db").EnumerateArray().Select(x => x.GetDouble())];
        var taps = Magnitude("\"taps\": [0.5, 0.25, 0.125]", "48000");
        Assert.Equal(taps, Magnitude("\"file\": \"rew.txt\"", "48000"));
        Assert.Equal(taps, Magnitude("\"file\": \"plain.txt\"", "48000"));
        Assert.Equal(Magnitude("\"taps\": [0.5, 0.25, 0.125], \"rate_hz\": 48000", "96000"), Magnitude("\"file\": \"rew.txt\"", "96000"));
    }

    [Fact]
    public void Given_a_CSV_of_two_columns_then_the_comma_is_not_taken_for_one_of_decimals()
    {
        using var scratch = new Scratch();
        scratch.File("taps.csv", "0,1\n1,0\n");
        var told = InProcess.Run("chain", "check", scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "fir", "file": "taps.csv" } ] }"""));
        Assert.Equal(3, told.Code);
        Assert.Contains("line 1: \"0,1\" is no number", told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_channel_that_is_not_there_then_the_processor_is_named_by_its_own_place()
    {
        using var scratch = new Scratch();
        var chain = scratch.File("c.json", """{ "version": 1, "chain": [ { "processor": "gain", "gain_db": 1 }, { "processor": "gain", "gain_db": 1, "channels": [5] } ] }""");
        var told = InProcess.Run("chain", "check", chain);
        Assert.Equal(3, told.Code);
        Assert.Contains("$.chain[1] does not run at 48000 Hz: It works on channel 5", told.Out + told.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", told.Out + told.Error, StringComparison.Ordinal);
    }
}
