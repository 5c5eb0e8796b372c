using System.Numerics;
using Xunit;

namespace NTWorkstation.Nt.Tests.Commands.Chain;

/// <summary>
/// Imported filters have the response of the other program's. The reference is the analogue filter at the frequency that the bilinear transform
/// puts in its place, s = j tan(w/2) / tan(w0/2): no coefficient is computed here.
/// </summary>
public class ChainImportTests
{
    private const double Rate = 44100;

    private static Complex S(double f, double f0) => new(0, Math.Tan(Math.PI * f / Rate) / Math.Tan(Math.PI * f0 / Rate));

    private static double A(double gain) => Math.Pow(10, gain / 40);

    private static double QOfBandwidth(double octaves, double f0)
    {
        var w = 2 * Math.PI * f0 / Rate;
        return 1 / (2 * Math.Sinh(Math.Log(2) / 2 * octaves * w / Math.Sin(w)));
    }

    private static double QOfSlope(double slope, double gain) => 1 / Math.Sqrt((A(gain) + 1 / A(gain)) * (1 / slope - 1) + 2);

    private static Complex Peak(double f, double f0, double q, double gain)
    {
        var (s, a) = (S(f, f0), A(gain));
        return (s * s + s * a / q + 1) / (s * s + s / (a * q) + 1);
    }

    private static Complex LowShelf(double f, double f0, double q, double gain)
    {
        var (s, a) = (S(f, f0), A(gain));
        return a * (s * s + s * Math.Sqrt(a) / q + a) / (a * s * s + s * Math.Sqrt(a) / q + 1);
    }

    private static Complex HighShelf(double f, double f0, double q, double gain)
    {
        var (s, a) = (S(f, f0), A(gain));
        return a * (a * s * s + s * Math.Sqrt(a) / q + 1) / (s * s + s * Math.Sqrt(a) / q + a);
    }

    private static Complex Pass(double f, double f0, double q, Func<Complex, Complex> numerator)
    {
        var s = S(f, f0);
        return numerator(s) / (s * s + s / q + 1);
    }

    private static Complex Butterworth(double f, double f0, int order, bool low)
    {
        // From the poles on the unit circle.
        var (s, h) = (S(f, f0), Complex.One);
        for (var k = 0; k < order; k++)
        {
            var pole = Complex.FromPolarCoordinates(1, Math.PI * (2 * k + order + 1) / (2 * order));
            h *= (low ? 1 : s) / (s - pole);
        }
        return h;
    }

    private static Complex Linkwitz(double f, double f0, double q0, double f1, double q1)
    {
        var middle = (f0 + f1) / 2;
        var s = new Complex(0, 2 * Math.PI * middle / Math.Tan(Math.PI * middle / Rate) * Math.Tan(Math.PI * f / Rate));
        var (w0, w1) = (2 * Math.PI * f0, 2 * Math.PI * f1);
        return (s * s + s * w0 / q0 + w0 * w0) / (s * s + s * w1 / q1 + w1 * w1);
    }

    private static Complex Notch(double f, double zero, double pole, double q)
    {
        var (p, z) = (S(f, pole), Math.Tan(Math.PI * zero / Rate) / Math.Tan(Math.PI * pole / Rate));
        return (p * p + z * z) / (p * p + p / q + 1);
    }

    private static readonly Dictionary<string, (string Filter, Func<double, Complex> Reference)> Camilla = new()
    {
        ["peaking"] = ("Biquad {type: Peaking, freq: 900, gain: 7.5, q: 1.8}", f => Peak(f, 900, 1.8, 7.5)),
        ["peaking high"] = ("Biquad {type: Peaking, freq: 15000, gain: -9, q: 0.8}", f => Peak(f, 15000, 0.8, -9)),
        ["peaking, bandwidth"] = ("Biquad {type: Peaking, freq: 6000, gain: 4, bandwidth: 1.5}", f => Peak(f, 6000, QOfBandwidth(1.5, 6000), 4)),
        ["peaking beyond the equaliser's gain"] = ("Biquad {type: Peaking, freq: 300, gain: -30, q: 2}", f => Peak(f, 300, 2, -30)),
        ["low shelf, q"] = ("Biquad {type: Lowshelf, freq: 150, gain: 5, q: 0.6}", f => LowShelf(f, 150, 0.6, 5)),
        ["low shelf, slope"] = ("Biquad {type: Lowshelf, freq: 1000, gain: -12, slope: 6}", f => LowShelf(f, 1000, QOfSlope(0.5, -12), -12)),
        ["high shelf"] = ("Biquad {type: Highshelf, freq: 9000, gain: 6, slope: 10}", f => HighShelf(f, 9000, QOfSlope(10 / 12.0, 6), 6)),
        ["low pass"] = ("Biquad {type: Lowpass, freq: 12000, q: 1.1}", f => Pass(f, 12000, 1.1, _ => 1)),
        ["high pass"] = ("Biquad {type: Highpass, freq: 35, q: 0.7}", f => Pass(f, 35, 0.7, s => s * s)),
        ["band pass"] = ("Biquad {type: Bandpass, freq: 700, bandwidth: 1.2}", f => Pass(f, 700, QOfBandwidth(1.2, 700), s => s / QOfBandwidth(1.2, 700))),
        ["notch"] = ("Biquad {type: Notch, freq: 2000, q: 3}", f => Pass(f, 2000, 3, s => s * s + 1)),
        ["all pass"] = ("Biquad {type: Allpass, freq: 500, q: 0.9}", f => Pass(f, 500, 0.9, s => s * s - s / 0.9 + 1)),
        ["low pass, first order"] = ("Biquad {type: LowpassFO, freq: 3000}", f => 1 / (S(f, 3000) + 1)),
        ["high pass, first order"] = ("Biquad {type: HighpassFO, freq: 60}", f => S(f, 60) / (S(f, 60) + 1)),
        ["all pass, first order"] = ("Biquad {type: AllpassFO, freq: 800}", f => (1 - S(f, 800)) / (1 + S(f, 800))),
        ["low shelf, first order"] = ("Biquad {type: LowshelfFO, freq: 100, gain: -6}", f => A(-6) * (A(-6) + S(f, 100)) / (1 + A(-6) * S(f, 100))),
        ["high shelf, first order"] = ("Biquad {type: HighshelfFO, freq: 4000, gain: 4}", f => A(4) * (1 + A(4) * S(f, 4000)) / (A(4) + S(f, 4000))),
        ["Linkwitz transform"] = ("Biquad {type: LinkwitzTransform, freq_act: 100, q_act: 1.2, freq_target: 25, q_target: 0.7}", f => Linkwitz(f, 100, 1.2, 25, 0.7)),
        ["general notch"] = ("Biquad {type: GeneralNotch, freq_z: 1000, freq_p: 1500, q_p: 1.3}", f => Notch(f, 1000, 1500, 1.3)),
        ["free"] = ("Biquad {type: Free, b0: 0.9, b1: -0.4, b2: 0.1, a1: -0.5, a2: 0.2}", f =>
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / Rate);
            return (0.9 - 0.4 * z + 0.1 * z * z) / (1 - 0.5 * z + 0.2 * z * z);
        }
        ),
        ["Butterworth, odd"] = ("BiquadCombo {type: ButterworthLowpass, freq: 2500, order: 5}", f => Butterworth(f, 2500, 5, true)),
        ["Butterworth, even"] = ("BiquadCombo {type: ButterworthHighpass, freq: 80, order: 8}", f => Butterworth(f, 80, 8, false)),
        ["Linkwitz-Riley 2"] = ("BiquadCombo {type: LinkwitzRileyLowpass, freq: 1000, order: 2}", f => Complex.Pow(Butterworth(f, 1000, 1, true), 2)),
        ["Linkwitz-Riley 8"] = ("BiquadCombo {type: LinkwitzRileyHighpass, freq: 200, order: 8}", f => Complex.Pow(Butterworth(f, 200, 4, false), 2)),
        ["Linkwitz-Riley 10"] = ("BiquadCombo {type: LinkwitzRileyLowpass, freq: 3000, order: 10}", f => Complex.Pow(Butterworth(f, 3000, 5, true), 2)),
        ["tilt"] = ("BiquadCombo {type: Tilt, gain: 5}", f => LowShelf(f, 110, 0.35, -2.5) * HighShelf(f, 3500, 0.35, 2.5)),
        ["five points"] = (
            "BiquadCombo {type: FivePointPeq, fls: 125, gls: 1, qls: 0.7, fp1: 400, gp1: -0.5, qp1: 0.7, fp2: 1000, gp2: 1.5, qp2: 0.7, fp3: 2500, gp3: -0.25, qp3: 0.7, fhs: 8000, ghs: 0.5, qhs: 0.7}",
            f => LowShelf(f, 125, 0.7, 1) * Peak(f, 400, 0.7, -0.5) * Peak(f, 1000, 0.7, 1.5) * Peak(f, 2500, 0.7, -0.25) * HighShelf(f, 8000, 0.7, 0.5)),
        ["graphic equaliser"] = ("BiquadCombo {type: GraphicEqualizer, freq_min: 20, freq_max: 20000, gains: [3, 0, -4, 2]}", f =>
        {
            var (width, h) = (Math.Log2(1000) / 4, Complex.One);
            double[] gains = [3, 0, -4, 2];
            for (var i = 0; i < 4; i++)
            {
                var f0 = 20 * Math.Pow(2, (i + 0.5) * width);
                if (gains[i] != 0) h *= Peak(f, f0, QOfBandwidth(width, f0), gains[i]);
            }
            return h;
        }
        ),
        ["gain"] = ("Gain {gain: -4.5}", _ => Math.Pow(10, -4.5 / 20)),
        ["linear gain"] = ("Gain {gain: 0.25, scale: linear}", _ => 0.25),
        ["values"] = ("Conv {type: Values, values: [0.5, 0.25, -0.125]}", f =>
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / Rate);
            return 0.5 + 0.25 * z - 0.125 * z * z;
        }
        ),
        ["difference equation"] = ("DiffEq {a: [2.0, -0.4, 0.1], b: [1.0, 0.5]}", f =>
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / Rate);
            return (1 + 0.5 * z) / (2 - 0.4 * z + 0.1 * z * z);
        }
        ),
    };

    public static TheoryData<string> CamillaNames => [.. Camilla.Keys];

    [Theory]
    [MemberData(nameof(CamillaNames))]
    public void Given_a_filter_of_CamillaDSP_then_the_chain_has_its_response(string name)
    {
        var (filter, reference) = Camilla[name];
        var space = filter.IndexOf(' ', StringComparison.Ordinal);
        using var scratch = new Scratch();
        var source = scratch.File("c.yml", $"""
            devices:
              samplerate: 44100
            filters:
              one:
                type: {filter[..space]}
                parameters: {filter[(space + 1)..]}
            pipeline:
              - type: Filter
                channels: [0, 1]
                names: [one]
            """);
        ResponseIs(scratch, source, reference);
    }

    private static readonly Dictionary<string, (string Lines, Func<double, Complex> Reference)> Lines = new()
    {
        ["peaks and preamp"] = ("Preamp: -6.5 dB\nFilter 1: ON PK Fc 105 Hz Gain -2.4 dB Q 0.70\nFilter 2: OFF PK Fc 1000 Hz Gain 9 dB Q 1\nFilter 3: ON PK Fc 3,5 kHz Gain 4 dB BW Oct 1.5",
            f => Math.Pow(10, -6.5 / 20) * Peak(f, 105, 0.7, -2.4) * Peak(f, 3500, QOfBandwidth(1.5, 3500), 4)),
        ["a thousand as French systems write it"] = ("Filter: ON PK Fc 1\u00A0250,5 Hz Gain 3,5 dB Q 1,5\nFilter: ON PK Fc 2\u202F000 Hz Gain -2 dB Q 2", f => Peak(f, 1250.5, 1.5, 3.5) * Peak(f, 2000, 2, -2)),
        ["shelves by their centre"] = ("Filter: ON LSC Fc 105 Hz Gain 5.5 dB Q 0.71\nFilter: ON HSC 9.6 dB Fc 8000 Hz Gain -3 dB", f => LowShelf(f, 105, 0.71, 5.5) * HighShelf(f, 8000, QOfSlope(0.8, -3), -3)),
        // The corner lies half a slope below the centre: gain / (slope in dB per octave) / 2 octaves.
        ["shelves by their corner"] = ("Filter: ON LS 6dB Fc 200 Hz Gain 3 dB\nFilter: ON HS 12dB Fc 9000 Hz Gain 6 dB",
            f => LowShelf(f, 200 * Math.Pow(10, 3 / 80.0 / 0.5), QOfSlope(0.5, 3), 3) * HighShelf(f, 9000 / Math.Pow(10, 6 / 80.0), QOfSlope(1, 6), 6)),
        ["shelves without a width"] = ("Filter: ON LS Fc 300 Hz Gain 6 dB\nFilter: ON HS Fc 5000 Hz Gain -4 dB", f => LowShelf(f, 300, QOfSlope(0.9, 6), 6) * HighShelf(f, 5000, QOfSlope(0.9, -4), -4)),
        ["passes"] = ("Filter: ON HP Fc 30 Hz\nFilter: ON LPQ Fc 15000 Hz Q 0.9\nFilter: ON NO Fc 50 Hz\nFilter: ON AP Fc 700 Hz Q 1.2\nFilter: ON BP Fc 900 Hz Q 0.4",
            f => Pass(f, 30, Math.Sqrt(0.5), s => s * s) * Pass(f, 15000, 0.9, _ => 1) * Pass(f, 50, 30, s => s * s + 1) * Pass(f, 700, 1.2, s => s * s - s / 1.2 + 1) * Pass(f, 900, 0.4, s => s / 0.4)),
        ["coefficients"] = ("Filter: ON IIR Order 2 Coefficients 1 -1.9 0.95 2 -1.8 0.9", f =>
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / Rate);
            return (1 - 1.9 * z + 0.95 * z * z) / (2 - 1.8 * z + 0.9 * z * z);
        }
        ),
    };

    public static TheoryData<string> LineNames => [.. Lines.Keys];

    [Theory]
    [MemberData(nameof(LineNames))]
    public void Given_lines_of_Equalizer_APO_then_the_chain_has_their_response(string name)
    {
        using var scratch = new Scratch();
        ResponseIs(scratch, scratch.File("eq.txt", "# from somewhere\r\n" + Lines[name].Lines.Replace("\n", "\r\n", StringComparison.Ordinal)), Lines[name].Reference);
    }

    [Fact]
    public void Given_an_export_of_REW_then_its_head_is_passed_over_and_its_filters_are_there()
    {
        using var scratch = new Scratch();
        var source = scratch.File("rew.txt", """
            Filter Settings file

            Room EQ V5.20.13
            Dated: Nov 1, 2026 10:00:00 AM

            Notes:Average of both

            Equaliser: Generic
            Average 1
            Filter  1: ON  PK       Fc   63.80 Hz  Gain  -5.00 dB  Q  4.960
            Filter  2: ON  None
            Filter  3: ON  LS Q     Fc   120.0 Hz  Gain   3.00 dB  Q  0.900
            Filter  4: ON  HS       Fc   9000 Hz   Gain  -2.00 dB
            """);
        ResponseIs(scratch, source, f => Peak(f, 63.8, 4.96, -5) * LowShelf(f, 120, 0.9, 3) * HighShelf(f, 9000, QOfSlope(0.9, -2), -2));
    }

    [Fact]
    public void Given_an_export_of_REW_without_filters_then_it_is_not_taken_for_a_chain()
    {
        using var scratch = new Scratch();
        var result = InProcess.Run("chain", "import", scratch.File("rew.txt", "Filter Settings file\n\nEqualiser: Generic\nNo filters were needed\n"));
        Assert.Equal(3, result.Code);
        Assert.Contains("there is no filter in it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_an_include_and_a_convolution_then_both_are_followed_from_the_files_folder()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.Path("more"));
        scratch.File("more/taps.txt", "# three taps\n0.5\n0.25\n\n0.125\n");
        scratch.File("more/peq.txt", "Filter: ON PK Fc 1000 Hz Gain 3 dB Q 1\nConvolution: taps.txt\n");
        var source = scratch.File("config.txt", "Include: more\\peq.txt\nPreamp: -3 dB");
        ResponseIs(scratch, source, f =>
        {
            var z = Complex.FromPolarCoordinates(1, -2 * Math.PI * f / Rate);
            return Math.Pow(10, -3 / 20.0) * Peak(f, 1000, 1, 3) * (0.5 + 0.25 * z + 0.125 * z * z);
        });
    }

    [Fact]
    public void Given_includes_in_folders_then_each_is_followed_from_the_file_that_names_it_and_a_selection_of_channels_ends_with_its_file()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.Path("a/b"));
        scratch.File("a/b/deep.txt", "Channel: R\nFilter: ON PK Fc 300 Hz Gain 2 dB Q 1\nDevice: Speakers\nPreamp: -20 dB\n");
        scratch.File("a/first.txt", "Channel: L\nInclude: b\\deep.txt\nPreamp: -2 dB\n");
        var chain = scratch.Path("chain.json");
        var imported = InProcess.Run("chain", "import", scratch.File("config.txt", "Include: a\\first.txt\nPreamp: -3 dB\n"), "-o", chain, "--lenient");
        Assert.True(imported.Code == 0, imported.Error);
        var plot = Scratch.Json("chain", "plot", chain);
        var f = plot.GetProperty("f_hz").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        double[] Magnitude(string name) => [.. plot.GetProperty("responses").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name).GetProperty("magnitude_db").EnumerateArray().Select(x => x.GetDouble())];
        var (left, right) = (Magnitude("left"), Magnitude("right"));
        for (var i = 0; i < f.Length; i++)
        {
            Assert.Equal(-5, left[i], 1e-3);
            if (Math.Abs(f[i] - 300) < 2) Assert.Equal(2 - 3, right[i], 1e-2);
        }
        Assert.Equal(-3, right[^1], 0.01);
    }

    [Fact]
    public void Given_filters_for_a_channel_that_is_not_there_then_they_go_to_no_other_channel()
    {
        using var scratch = new Scratch();
        var source = scratch.File("eq.txt", "Channel: C\nPreamp: -6 dB\nFilter: ON PK Fc 300 Hz Gain 2 dB Q 1\nChannel: L\nPreamp: -1 dB\n");
        var document = Scratch.Json("chain", "import", source, "--lenient");
        Assert.Contains("left out", document.GetProperty("problems")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        var only = Assert.Single(document.GetProperty("chain").GetProperty("chain").EnumerateArray());
        Assert.Equal(-1, only.GetProperty("gain_db").GetDouble());
        Assert.Equal(3, InProcess.Run("chain", "import", scratch.File("c.yml", "filters:\n  g: {type: Gain, parameters: {gain: 1}}\npipeline:\n  - {type: Filter, channel: 2, names: [g]}\n")).Code);
    }

    [Theory]
    [InlineData("63.80 Hz", 63.8)]
    [InlineData("63,80 Hz", 63.8)]
    [InlineData("1,234 Hz", 1234)]
    [InlineData("1.234 Hz", 1234)]
    [InlineData("12,345.6 Hz", 12345.6)]
    [InlineData("12.345,6 Hz", 12345.6)]
    [InlineData("1\u00A0234 Hz", 1234)]
    [InlineData("1\u202F234,5 Hz", 1234.5)]
    [InlineData("1 234 Hz", 1234)]
    [InlineData("1'234 Hz", 1234)]
    [InlineData("1234.567 Hz", 1234.567)]
    [InlineData("1.234 kHz", 1234)]
    [InlineData("10,5 kHz", 10500)]
    [InlineData("1e3 Hz", 1000)]
    public void Given_frequencies_as_locales_write_them_then_they_are_read_as_what_is_meant(string written, double hz)
    {
        using var scratch = new Scratch();
        foreach (var line in new[] { $"Filter 1: ON PK Fc {written} Gain -3,0 dB Q 2,00", $"Filter 1: ON PK Fc{written.Replace(" Hz", "Hz", StringComparison.Ordinal)} Gain-3.0dB Q2" })
        {
            var band = Scratch.Json("chain", "import", scratch.File("eq.txt", line)).GetProperty("chain").GetProperty("chain")[0].GetProperty("bands")[0];
            Assert.Equal((hz, -3, 2), (band.GetProperty("f_hz").GetDouble(), band.GetProperty("gain_db").GetDouble(), band.GetProperty("q").GetDouble()));
        }
    }

    public static TheoryData<string, bool> Encodings => new() { { "utf-8", true }, { "utf-8", false }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false }, { "latin1", false } };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Given_an_export_in_any_encoding_then_its_filters_are_the_same(string name, bool withMark)
    {
        using var scratch = new Scratch();
        var encoding = System.Text.Encoding.GetEncoding(name);
        const string text = "Filter Settings file\r\n\r\nNotes:Höhe\r\n\r\nEqualiser: Generic\r\nFilter  1: ON  PK       Fc   1\u00A0063 Hz  Gain  -5,0 dB  Q  4,96\r\n";
        var path = scratch.Path("rew.txt");
        File.WriteAllBytes(path, [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
        var chain = Scratch.Json("chain", "import", path).GetProperty("chain").GetProperty("chain");
        Assert.Equal(1063, Assert.Single(chain.EnumerateArray()).GetProperty("bands")[0].GetProperty("f_hz").GetDouble());
    }

    [Theory]
    [InlineData("x.yml", "filters:\n  a:\n    type: Limiter\n    parameters: {clip_limit: 0}\npipeline:\n  - type: Filter\n    channel: 0\n    names: [a, b]\n", 3, "clips")]
    [InlineData("x.yml", "filters:\n  a:\n    type: Biquad\n    parameters: {type: Free, a1: -2, a2: 1.1, b0: 1, b1: 0, b2: 0}\npipeline:\n  - {type: Filter, channels: [0, 1], names: [a]}\n", 3, "stable")]
    [InlineData("x.yml", "filters:\n  a: &anchor 3\n", 2, "anchors")]
    [InlineData("x.yml", "filters:\n\ta: 3\n", 2, "tab")]
    [InlineData("x.yml", "filters:\n  a: 1\n  a: 2\n", 3, "twice")]
    [InlineData("x.yml", "filters: [1, 2\n", 1, "closed")]
    [InlineData("x.txt", "Filter: ON PK Fc 100 Hz Q 1\n", 1, "gain")]
    [InlineData("x.txt", "Filter: ON PK Fc 1.250.5 Hz Gain 1 dB Q 1\n", 1, "one number")]
    [InlineData("x.txt", "Filter: ON PK Fc 12,50,5 Hz Gain 1 dB Q 1\n", 1, "one number")]
    [InlineData("x.txt", "Filter: ON PK Fc 12 50 Hz Gain 1 dB Q 1\n", 1, "one number")]
    [InlineData("x.yml", "filters:\n  a: {type: Gain, parameters: {gain: -6}}\npipeline:\n  - {type: Filter, channels: [0, 5], names: [a]}\n", 4, "no channel 5")]
    [InlineData("x.txt", "\nFilter: ON ZZ Fc 100 Hz Gain 1 dB\n", 2, "ZZ")]
    [InlineData("x.txt", "Eval: 1\n", 1, "counterpart")]
    [InlineData("x.txt", "nonsense\n", 1, "command")]
    [InlineData("x.txt", "Include: nowhere.txt\n", 1, "no such file")]
    [InlineData("x.txt", "Filter: ON PK Fc 30000 Hz Gain 1 dB Q 1\n", 1, "half the rate")]
    [InlineData("x.txt", "Device: Speakers\nFilter: ON PK Fc 30000 Hz Gain 1 dB Q 1\n", 1, "device")]
    public void Given_what_has_no_counterpart_then_its_line_and_the_reason_are_told_and_nothing_is_written(string name, string text, int line, string why)
    {
        using var scratch = new Scratch();
        var source = scratch.File(name, text);
        var target = scratch.Path("out.json");
        var result = InProcess.Run("chain", "import", source, "--out", target);
        Assert.Equal(3, result.Code);
        Assert.Contains($"line {line}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(why, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(target));
        var lenient = InProcess.Run("chain", "import", source, "-o", target, "--lenient");
        Assert.Equal(0, lenient.Code);
        Assert.Contains("left out:", lenient.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(target));
    }

    [Fact]
    public void Given_filters_on_single_channels_and_copies_then_each_path_has_its_own_response()
    {
        using var scratch = new Scratch();
        var apo = scratch.File("eq.txt", "Channel: R\nFilter: ON PK Fc 1000 Hz Gain 6 dB Q 1\nDelay: 2 samples\nChannel: all\nCopy: L=0.5*L+-0.25*R\n");
        var camilla = scratch.File("c.yml", """
            devices: {samplerate: 44100}
            filters:
              peak: {type: Biquad, parameters: {type: Peaking, freq: 1000, gain: 6, q: 1}}
              late: {type: Delay, parameters: {delay: 2, unit: samples}}
            mixers:
              cross:
                channels: {in: 2, out: 2}
                mapping:
                  - dest: 0
                    sources:
                      - {channel: 0, gain: 0.5, scale: linear}
                      - {channel: 1, gain: 0.25, scale: linear, inverted: true}
                  - dest: 1
                    sources:
                      - channel: 1
            pipeline:
              - {type: Filter, channels: [1], names: [peak, late]}
              - type: Mixer
                name: cross
            """);
        foreach (var source in new[] { apo, camilla })
        {
            var chain = scratch.Path("chain.json");
            var imported = InProcess.Run("chain", "import", source, "-o", chain, "--rate", "44100");
            Assert.True(imported.Code == 0, imported.Error);
            var plot = Scratch.Json("chain", "plot", chain, "--rate", "44100");
            var f = plot.GetProperty("f_hz").EnumerateArray().Select(x => x.GetDouble()).ToArray();
            double[] Magnitude(string name) => [.. plot.GetProperty("responses").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name).GetProperty("magnitude_db").EnumerateArray().Select(x => x.GetDouble())];
            var (left, right, across) = (Magnitude("left"), Magnitude("right"), Magnitude("right to left"));
            for (var i = 0; i < f.Length; i++)
            {
                var peak = 20 * Math.Log10(Complex.Abs(Peak(f[i], 1000, 1, 6)));
                Assert.Equal(20 * Math.Log10(0.5), left[i], 2e-4);
                Assert.Equal(peak, right[i], 2e-4);
                Assert.Equal(peak + 20 * Math.Log10(0.25), across[i], 2e-4);
            }
        }
    }

    [Fact]
    public void Given_a_file_that_includes_itself_then_it_ends()
    {
        using var scratch = new Scratch();
        var result = InProcess.Run("chain", "import", scratch.File("loop.txt", "Include: loop.txt\nInclude: loop.txt\n"));
        Assert.Equal(3, result.Code);
        Assert.Contains("deep", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_damaged_files_then_every_one_is_answered_without_a_fault_of_ours()
    {
        using var scratch = new Scratch();
        var random = new Random(5);
        const string strange = "[]{}:-#\"'\\\n\t 0aé&*|>,~%";
        const string yaml = "devices: {samplerate: 48000}\nfilters:\n  a:\n    type: Biquad\n    parameters:\n      type: Peaking\n      freq: 100\n      q: 1\n      gain: \"3\"\npipeline:\n  - type: Filter\n    channels: [0, 1]\n    names:\n      - a\n";
        const string text = "Preamp: -6 dB\nFilter 1: ON PK Fc 100 Hz Gain 3 dB Q 1\nGraphicEQ: 20 1; 100 -3\nCopy: L=0.5*L+R\nDelay: 3 ms\n";
        for (var i = 0; i < 300; i++)
        {
            var bytes = (i % 2 == 0 ? yaml : text).ToCharArray();
            for (var n = random.Next(1, 6); n > 0; n--) bytes[random.Next(bytes.Length)] = strange[random.Next(strange.Length)];
            var result = InProcess.Run("chain", "import", scratch.File(i % 2 == 0 ? "x.yml" : "x.txt", new string(bytes)));
            Assert.True(result.Code is 0 or 3, $"{result.Code}\n{new string(bytes)}\n{result.Error}");
        }
    }

    private static void ResponseIs(Scratch scratch, string source, Func<double, Complex> reference)
    {
        var chain = scratch.Path("chain.json");
        var imported = InProcess.Run("chain", "import", source, "-o", chain, "--rate", "44100");
        Assert.True(imported.Code == 0, imported.Error);
        var plot = Scratch.Json("chain", "plot", chain, "--rate", "44100");
        var f = plot.GetProperty("f_hz").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        var responses = plot.GetProperty("responses").EnumerateArray().ToArray();
        var response = Assert.Single(responses);
        var magnitude = response.GetProperty("magnitude_db").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        var phase = response.GetProperty("phase_deg").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        Assert.True(f.Length > 100);
        for (var i = 0; i < f.Length; i++)
        {
            var wanted = reference(f[i]);
            var db = 20 * Math.Log10(Complex.Abs(wanted));
            // At the bottom of a notch the last digits of the frequencies count.
            if (db < -80) continue;
            Assert.Equal(db, magnitude[i], 2e-4);
            var turn = (phase[i] - wanted.Phase * 180 / Math.PI) % 360;
            Assert.True(Math.Min(Math.Abs(turn), 360 - Math.Abs(turn)) < 0.01, $"{f[i]} Hz: {phase[i]} degrees, not {wanted.Phase * 180 / Math.PI}");
        }
    }
}
