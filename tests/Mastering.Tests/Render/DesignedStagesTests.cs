using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public class DesignedStagesTests
{
    private static readonly MatchCurve Curve = new(
        [new(30), new(100), new(400), new(1000), new(4000), new(12000)],
        [new(4), new(-3), new(2), new(0), new(5), new(-6)],
        [new(-4), new(0), new(3), new(1), new(-2), new(2)], true);

    private readonly RendererFixture _studio = new();

    [Theory]
    [InlineData(44100, true)]
    [InlineData(44100, false)]
    [InlineData(96000, true)]
    [InlineData(8000, false)]
    public void Given_a_curve_then_the_fir_has_its_gain_at_every_sixth_octave(double rate, bool linear)
    {
        var fir = CurveFir.Design(Curve with { LinearPhase = linear }, new(rate), mono: false, new NativeFourier());
        for (var f = 60.0; f < Math.Min(16000, 0.4 * rate); f *= Math.Pow(2, 1 / 6.0))
        {
            Assert.Equal(Wanted(Curve.MidDb, f), Response(fir.Taps.Span, f, rate), 0.35);
            Assert.Equal(Wanted(Curve.SideDb!, f), Response(fir.SideTaps!.Value.Span, f, rate), 0.35);
        }
        Assert.Equal(linear ? (fir.Taps.Length - 1) / 2 : 0, fir.Delay);
    }

    [Fact]
    public void Given_minimum_phase_then_the_energy_comes_first_and_linear_phase_is_symmetric()
    {
        var minimum = CurveFir.Design(Curve with { LinearPhase = false }, new(48000), true, new NativeFourier()).Taps.Span;
        var early = 0.0;
        var all = 0.0;
        for (var i = 0; i < minimum.Length; i++)
        {
            all += minimum[i] * minimum[i];
            if (i < 200) early += minimum[i] * minimum[i];
        }
        Assert.True(early / all > 0.98, $"{early / all}");
        var linear = CurveFir.Design(Curve, new(48000), true, new NativeFourier()).Taps.ToArray();
        Assert.Equal(linear, linear.Reverse());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Given_a_flat_curve_through_the_graph_then_the_input_comes_out_in_its_place(bool linear)
    {
        // 0 dB in mid, an inaudible trifle in the side, so that the stage is not left out.
        var flat = new MatchCurve([new(100), new(10000)], [new(0), new(0)], [new(1e-9), new(1e-9)], linear);
        var clip = Clip.Noise(2, 30000);
        _studio.Render(clip, [new MatchFirSpec(flat)]);
        Assert.True(RendererFixture.DifferenceDb(clip, _studio.Written) < -180);
    }

    [Fact]
    public void Given_a_reverb_then_the_render_is_longer_by_the_room_and_the_same_seed_gives_the_same_samples()
    {
        StyleParams Style(ulong seed) => new() { Reverb = new ReverbParams($"synth:0.5:{seed}", 0.3, new(0.02)) };
        var clip = Clip.Noise(2, 20000, 48000);
        var first = _studio.Render(clip, Style(1));
        Assert.Equal(20000 + 24000 + 960, first.Length.Value);
        Assert.Equal(first.Hash, _studio.Render(clip, Style(1)).Hash);
        Assert.NotEqual(first.Hash, _studio.Render(clip, Style(2)).Hash);
        var click = new Clip(clip.Format, [new double[1000], new double[1000]]);
        click.Planes[0][0] = click.Planes[1][0] = 1;
        _studio.Render(click, Style(1));
        Assert.Equal(0.7, _studio.Written.Planes[0][0], 1e-9);
        double Energy(int from, int to) => _studio.Written.Planes[0][from..to].Sum(x => x * x);
        Assert.Equal(0, Energy(1, 950), 1e-18);
        // 60 dB in 0.5 s: 12 dB in 0.1 s.
        Assert.Equal(12, 10 * Math.Log10(Energy(960, 5760) / Energy(5760, 10560)), 1.0);
    }

    [Fact]
    public void Given_an_impulse_response_from_a_file_of_another_rate_then_it_is_resampled()
    {
        var room = new double[4410];
        for (var i = 0; i < room.Length; i++) room[i] = Math.Exp(-i / 500.0) * Math.Sin(0.05 * i * (1 + i / 4410.0));
        _studio.Media.Files["room.wav"] = new Clip(new AudioFormat(new(44100), 1, 4), [room]);
        var result = _studio.Render(Clip.Noise(2, 9600, 96000), new StyleParams { Reverb = new ReverbParams("room.wav", 0.5, default) });
        Assert.Equal(9600 + 9600, result.Length.Value);
    }

    [Theory]
    [InlineData("synth:0:1")]
    [InlineData("synth:1")]
    [InlineData("synth:1:-2")]
    [InlineData("synth:NaN:2")]
    public void Given_a_room_that_is_none_then_the_error_says_how_to_write_it(string key) =>
        Assert.Contains("synth:RT60:SEED", Assert.Throws<FormatException>(() => SynthesisedRoom.Parse(key)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(44100, 48000, 30011)]
    [InlineData(48000, 44100, 30011)]
    [InlineData(44100, 96000, 5)]
    [InlineData(96000, 8000, 96000)]
    public void Given_another_rate_then_the_length_follows_and_the_blocks_do_not_matter(double from, double to, int frames)
    {
        var clip = Clip.Noise(2, frames, from);
        var hashes = new HashSet<string>();
        foreach (var block in new[] { 1, 63, 8192 })
        {
            if (block == 1 && frames > 50000) continue;
            var result = _studio.Render(clip, new StyleParams { Gain = new(-3), Limiter = new LimiterSpec { Ceiling = new(-1) } }, r => r with { Rate = new(to), BlockFrames = block });
            Assert.Equal((long)Math.Ceiling(frames * to / from), result.Length.Value);
            Assert.Equal(to, _studio.Written.Format.Rate.Hz);
            hashes.Add(result.Hash);
        }
        Assert.Single(hashes);
    }

    [Fact]
    public void Given_a_tone_to_48k_and_back_then_it_is_the_same_tone()
    {
        var tone = new double[44100];
        for (var i = 0; i < tone.Length; i++) tone[i] = 0.5 * Math.Sin(2 * Math.PI * 997 * i / 44100);
        var clip = new Clip(new AudioFormat(new(44100), 1, 4), [tone]);
        _studio.Render(clip, [], r => r with { Rate = new(48000) });
        _studio.Render(_studio.Written, [], r => r with { Rate = new(44100) });
        Assert.Equal(44100, _studio.Written.Frames);
        var worst = 0.0;
        for (var i = 2000; i < 42000; i++) worst = Math.Max(worst, Math.Abs(_studio.Written.Planes[0][i] - tone[i]));
        Assert.True(20 * Math.Log10(worst) < -150, $"{20 * Math.Log10(worst)} dB");
    }

    private static double Wanted(IReadOnlyList<Decibels> db, double f)
    {
        var x = Curve.Frequencies.Select(h => Math.Log2(h.Value)).ToArray();
        var at = Math.Log2(f);
        if (at >= x[^1]) return db[^1].Value;
        var i = Array.FindIndex(x, v => v > at) - 1;
        return i < 0 ? db[0].Value : db[i].Value + (db[i + 1].Value - db[i].Value) * (at - x[i]) / (x[i + 1] - x[i]);
    }

    private static double Response(ReadOnlySpan<double> taps, double f, double rate)
    {
        double re = 0, im = 0;
        for (var n = 0; n < taps.Length; n++)
        {
            re += taps[n] * Math.Cos(2 * Math.PI * f * n / rate);
            im -= taps[n] * Math.Sin(2 * Math.PI * f * n / rate);
        }
        return 10 * Math.Log10(re * re + im * im);
    }
}
