using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

/// <summary>Each stage alone: what it delays is taken out, and the render is as long as the input.</summary>
public sealed class LatencyTests
{
    private readonly RendererFixture _studio = new();

    // Stages that run (a stage that would do nothing is left out) and whose parameters leave the samples as they are.
    private static readonly Dictionary<string, (ProcessorSpec Spec, bool Delays)> Neutral = new()
    {
        ["eq"] = (new EqSpec([new(EqType.Peaking, new(1000), 1, new(1e-14))]), false),
        ["match_fir"] = (new MatchFirSpec(new MatchCurve([new(100), new(9000)], [new(1e-12), new(1e-12)], [new(-1e-12), new(-1e-12)], true)), true),
        ["match_fir of minimum phase"] = (new MatchFirSpec(new MatchCurve([new(100), new(9000)], [new(1e-12), new(1e-12)], null, false)), true),
        ["compressor"] = (new CompressorSpec { Threshold = new(0), Ratio = 1, Makeup = new(1e-14), LookAhead = new(0.0051) }, true),
        ["rider below its gate"] = (new RiderSpec { Target = new(-20), Amount = 1, Gate = new(-20), Window = new(0.7) }, true),
        ["exciter"] = (new ExciterSpec(new(12), 1e-300, new(2000)), true),
        ["width"] = (new WidthSpec([1 + 1e-15], []), false),
        ["reverb"] = (new NamedReverbSpec(new ReverbParams("synth:0.05:3", 1e-17, new(0.001))), true),
        ["gain"] = (new GainSpec(new(1e-14)), false),
        ["limiter"] = (new LimiterSpec { Ceiling = new(0), LookAhead = new(0.0043) }, true),
    };

    public static MatrixTheoryData<string, double> NeutralStages => new(Neutral.Keys, [44100, 96000]);

    [Theory]
    [MemberData(nameof(NeutralStages))]
    public void Given_a_neutral_stage_then_each_sample_comes_out_in_its_place(string name, double rate)
    {
        var (spec, delays) = Neutral[name];
        var clip = Clip.Noise(2, 70_001, rate, peak: 0.1);
        var result = _studio.Render(clip, [spec]);
        using var graph = new NativeGraph().Build([Resolved(spec, clip.Format)], clip.Format, 512);
        Assert.Equal(delays, graph.Latency.Value > 0);
        var tail = result.Length.Value - clip.Frames;
        Assert.Equal(name == "reverb" ? (long)Math.Round(0.05 * rate) + (long)Math.Round(0.001 * rate) : 0, tail);
        var difference = RendererFixture.DifferenceDb(clip, new Clip(clip.Format, [.. _studio.Written.Planes.Select(p => p[..clip.Frames])]));
        Assert.True(difference < -240, $"{name} at {rate} Hz: {difference} dB");
    }

    [Fact]
    public void Given_a_stage_twice_and_others_between_then_both_delays_are_taken_out()
    {
        var clip = Clip.Noise(2, 30_000, peak: 0.4);
        _studio.Render(clip, [new LimiterSpec { Ceiling = new(0) }, new GainSpec(new(-3)), new GainSpec(new(3)), new LimiterSpec { Ceiling = new(0), LookAhead = new(0.001) }]);
        Assert.True(RendererFixture.DifferenceDb(clip, _studio.Written) < -220);
    }

    // The bands of a crossover sum to an all-pass: the textbook's is what must stand in place of the input.
    [Theory]
    [InlineData(true, 44100)]
    [InlineData(true, 96000)]
    [InlineData(false, 44100)]
    [InlineData(false, 192000)]
    public void Given_neutral_bands_then_the_textbooks_all_pass_of_the_input_comes_out(bool multiband, double rate)
    {
        Hertz[] crossovers = [new(150), new(900), new(4000)];
        var band = new CompressorSpec { Threshold = new(0), Ratio = 1, Makeup = new(1e-14), LookAhead = new(0.0037) };
        ProcessorSpec spec = multiband ? new MultibandSpec([band, band, band, band], crossovers) : new WidthSpec([1, 1, 1, 1 + 1e-15], crossovers);
        var clip = Clip.Noise(2, 60_000, rate, peak: 0.4);
        var result = _studio.Render(clip, [spec]);
        Assert.Equal(clip.Frames, result.Length.Value);
        var expected = new Clip(clip.Format, [.. clip.Planes.Select(p => crossovers.Aggregate(p, (x, f) => AllPass(x, f.Value, rate)))]);
        var difference = RendererFixture.DifferenceDb(expected, _studio.Written);
        Assert.True(difference < -200, $"{difference} dB");
    }

    // Stages at work that keep the shape of a wave well enough to find it again; the equaliser high up, where its phase moves little.
    private static readonly Dictionary<string, ProcessorSpec> Working = new()
    {
        ["eq"] = new EqSpec([new(EqType.Peaking, new(9000), 1, new(6))]),
        ["match_fir"] = new MatchFirSpec(EveryStage.Cuttable.MatchFir!),
        ["match_fir of minimum phase"] = new MatchFirSpec(EveryStage.CuttableSingleBand.MatchFir!),
        ["compressor"] = EveryStage.CuttableSingleBand.Compressor!,
        ["rider"] = EveryStage.Cuttable.Rider!,
        ["exciter"] = EveryStage.Cuttable.Exciter!,
        ["width"] = new WidthSpec([1.5], []),
        ["reverb"] = new NamedReverbSpec(new ReverbParams("synth:0.1:3", 0.2, new(0.02))),
        ["limiter"] = new LimiterSpec { Ceiling = new(-12) },
        ["gain"] = new GainSpec(new(-2)),
    };

    public static MatrixTheoryData<string, double> WorkingStages => new(Working.Keys, [44100, 48000, 96000]);

    [Theory]
    [MemberData(nameof(WorkingStages))]
    public void Given_a_stage_at_work_then_the_render_lies_on_the_input_and_is_as_long(string name, double rate)
    {
        var clip = EveryStage.Music(2, 50_003, rate);
        var result = _studio.Render(clip, [Working[name]]);
        var tail = result.Length.Value - clip.Frames;
        if (name == "reverb") Assert.Equal((long)Math.Round(0.1 * rate) + (long)Math.Round(0.02 * rate), tail);
        else Assert.Equal(0, tail);
        Assert.Equal(0, Lag(clip.Planes[1], _studio.Written.Planes[1], 300));
        Assert.True(RendererFixture.DifferenceDb(clip, new Clip(clip.Format, [.. _studio.Written.Planes.Select(p => p[..clip.Frames])])) > -60, "the stage rests");
    }

    [Theory]
    [InlineData(44100, 48000)]
    [InlineData(48000, 44100)]
    [InlineData(44100, 96000)]
    public void Given_another_rate_and_stages_on_both_sides_of_it_then_the_render_lies_on_the_input(double from, double to)
    {
        // A slow enough tone in a slow swell is the same curve at every rate.
        double At(double t) => 0.4 * Math.Sin(2 * Math.PI * 97 * t) * Math.Sin(2 * Math.PI * 1.3 * t);
        var clip = new Clip(new AudioFormat(new(from), 1, 4), [[.. Enumerable.Range(0, 60_000).Select(i => At(i / from))]]);
        _studio.Render(clip, [new MatchFirSpec(new MatchCurve([new(50)], [new(3)], null, true)), new ResampleSpec(new(to)), new LimiterSpec { Ceiling = new(0), LookAhead = new(0.006) }]);
        var written = _studio.Written.Planes[0];
        var gain = Math.Pow(10, 3 / 20.0);
        var worst = 0.0;
        for (var i = 3000; i < written.Length - 3000; i++) worst = Math.Max(worst, Math.Abs(written[i] - gain * At(i / to)));
        // One frame too late would be 0.4 × 2π × 97 / 48000, −46 dB.
        Assert.True(worst < 1e-4, $"{20 * Math.Log10(worst):0.0} dB");
    }

    [Theory]
    [InlineData(1.5, 44100)]
    [InlineData(-2, 48000)]
    [InlineData(0.4, 96000)]
    public void Given_a_shifted_pitch_then_a_burst_stays_in_its_place(double semitones, double rate)
    {
        var tone = new double[(int)rate];
        var (from, to) = ((int)(0.4 * rate), (int)(0.6 * rate));
        for (var i = from; i < to; i++) tone[i] = 0.5 * Math.Sin(2 * Math.PI * 1000 * i / rate);
        var result = _studio.Render(new Clip(new AudioFormat(new(rate), 1, 4), [tone]), [new PitchSpec(semitones)]);
        Assert.Equal(tone.Length, result.Length.Value);
        var written = _studio.Written.Planes[0];
        Assert.Equal(from, Array.FindIndex(written, x => Math.Abs(x) > 0.25), 0.015 * rate);
        Assert.Equal(to, Array.FindLastIndex(written, x => Math.Abs(x) > 0.25), 0.015 * rate);
    }

    [Fact]
    public void Given_the_whole_chain_then_the_delays_add_up_and_are_all_taken_out()
    {
        var clip = EveryStage.Music(2, 50_000);
        var result = _studio.Render(clip, EveryStage.CuttableSingleBand with { Stereo = new WidthSpec([1.2], []), Eq = [], Reverb = null });
        Assert.Equal(clip.Frames, result.Length.Value);
        Assert.Equal(0, Lag(clip.Planes[1], _studio.Written.Planes[1], 300));
    }

    private ProcessorSpec Resolved(ProcessorSpec spec, AudioFormat format) =>
        new Mastering.Render.ChainCompiler(_studio.Media, new NativeGraph(), new Dsp.Analysis.NativeFourier()).Compile([spec], format, null).First.Single();

    /// <summary>Frames by which y lags behind x: the place of the largest correlation.</summary>
    private static int Lag(double[] x, double[] y, int most)
    {
        var (best, largest) = (int.MinValue, 0.0);
        for (var lag = -most; lag <= most; lag++)
        {
            var sum = 0.0;
            for (var i = most; i < x.Length - most; i++) sum += x[i] * y[i + lag];
            if (Math.Abs(sum) > largest) (best, largest) = (lag, Math.Abs(sum));
        }
        return best;
    }

    /// <summary>Second-order all-pass with Butterworth poles, bilinear with its frequency warped to place, in direct form I.</summary>
    private static double[] AllPass(double[] x, double hz, double rate)
    {
        var k = Math.Tan(Math.PI * hz / rate);
        var norm = 1 + Math.Sqrt(2) * k + k * k;
        var (c1, c2) = (2 * (k * k - 1) / norm, (1 - Math.Sqrt(2) * k + k * k) / norm);
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            double X(int n) => n < 0 ? 0 : x[n];
            double Y(int n) => n < 0 ? 0 : y[n];
            y[i] = c2 * X(i) + c1 * X(i - 1) + X(i - 2) - c1 * Y(i - 1) - c2 * Y(i - 2);
        }
        return y;
    }
}
