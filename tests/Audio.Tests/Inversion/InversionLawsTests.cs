using FsCheck;
using FsCheck.Fluent;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Inversion;

/// <summary>What holds for every pair of profiles.</summary>
public sealed class InversionLawsTests
{
    private static readonly InversionOptions All = new();
    private static readonly SyntheticProfile Reference = new()
    {
        MidDb = f => 5 * Math.Sin(Math.Log2(f) * 1.5),
        SideDb = f => -7 + 3 * Math.Cos(Math.Log2(f)),
        Spread = _ => 4,
        Range = 3,
        Lufs = -12,
        TruePeak = -0.5,
    };
    private static readonly SyntheticProfile Target = new() { Range = 9, Spread = _ => 7 };

    private static Gen<SyntheticProfile> Profiles =>
        from seed in Gen.Choose(0, 1_000_000)
        select Wild(seed);

    private static SyntheticProfile Wild(int seed)
    {
        var random = new Random(seed);
        double Between(double a, double b) => a + (b - a) * random.NextDouble();
        var waves = Enumerable.Range(0, 4).Select(_ => (Size: Between(-15, 15), Speed: Between(0.2, 6), Phase: Between(0, 6.3))).ToArray();
        double Wave(double f) => waves.Sum(w => w.Size * Math.Sin(Math.Log2(f) * w.Speed + w.Phase));
        var (side, spread, tilt) = (Between(-45, 3), Between(0.5, 18), Between(-0.5, 0.5));
        return new SyntheticProfile
        {
            MidDb = Wave,
            SideDb = f => Wave(f) + side + 2 * Math.Sin(Math.Log2(f)),
            Spread = f => Math.Max(0.3, spread * (1 + tilt * Math.Log10(f / 1000))),
            Lufs = Between(-45, -4),
            TruePeak = Between(-20, 3),
            Range = Between(0, 25),
            Bandwidth = random.Next(3) == 0 ? Between(2500, 20000) : 22000,
            Rate = new[] { 8000.0, 22050, 44100, 48000, 96000 }[random.Next(5)],
            PeakLevel95 = Between(-30, 0),
            Mono = random.Next(6) == 0,
            NoiseFloorBelowMeanDb = Between(0, 30),
        };
    }

    [Fact]
    public void Given_any_two_profiles_then_every_parameter_is_within_its_bounds() => RequireOfPairs(15);

    [Fact]
    [Trait("Category", "full")]
    public void Given_any_two_of_more_profiles_then_every_parameter_is_within_its_bounds() => RequireOfPairs(100);

    private static void RequireOfPairs(int count) => Prop.ForAll(Profiles.Two().ToArbitrary(), pair =>
    {
        var (reference, target) = (pair.Item1.Build(), pair.Item2.Build());
        foreach (var options in new[] { All, InversionOptions.EqOnly })
            RequireBounds(StatisticalInversion.Invert(reference, target, options), pair.Item2.Rate);
    }).Check(Seeded(count));

    [Fact]
    public void Given_any_render_then_the_corrected_parameters_are_within_their_bounds() => RequireOfRenders(10);

    [Fact]
    [Trait("Category", "full")]
    public void Given_any_of_more_renders_then_the_corrected_parameters_are_within_their_bounds() => RequireOfRenders(100);

    private static void RequireOfRenders(int count) => Prop.ForAll(Profiles.Three().ToArbitrary(), three =>
    {
        var (reference, target) = (three.Item1.Build(), three.Item2.Build());
        var style = StatisticalInversion.Invert(reference, target, All);
        var seen = new RenderObservation(three.Item3.Build(), new Decibels(Math.Abs(three.Item3.Range)));
        RequireBounds(StatisticalInversion.Correct(style, reference, target, seen, All), three.Item2.Rate);
    }).Check(Seeded(count));

    private static Config Seeded(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261121, 17);

    private static void RequireBounds(StyleParams style, double rate)
    {
        Assert.True(style.Eq.Count <= 8);
        Assert.All(style.Eq, b =>
        {
            Assert.InRange(b.Gain.Value, -12, 12);
            Assert.InRange(b.Q, 0.3 - 1e-9, 3 + 1e-9);
            Assert.InRange(b.Frequency.Value, 20, Math.Min(20000, rate / 2));
        });
        for (var i = 1; i < style.Eq.Count; i++) Assert.True(style.Eq[i].Frequency.Value > style.Eq[i - 1].Frequency.Value);
        if (style.MatchFir is { } fir)
        {
            Assert.All(fir.MidDb.Concat(fir.SideDb ?? []), d => Assert.InRange(d.Value, -12, 12));
            for (var k = 1; k < fir.Frequencies.Count && fir.Frequencies[k].Value <= 201; k++)
                Assert.True(fir.Frequencies[k].Value / fir.Frequencies[k - 1].Value > 1.259, "Finer than a third of an octave below 200 Hz.");
        }
        if (style.Stereo is { } width) Assert.All(width.Widths, w => Assert.InRange(w, 0.5, 1.5));
        if (style.Rider is { } rider)
        {
            Assert.InRange(rider.Amount, 0, 1);
            Assert.InRange(rider.Max.Value, 0, 3);
            Assert.InRange(rider.RateDbPerSecond, 0.05, 1);
            Assert.InRange(rider.Target.Value, -60, 0);
            Assert.InRange(rider.Gate.Value, -80, -20);
        }
        if (style.Multiband is { } multiband)
            Assert.All(multiband.Bands, b =>
            {
                Assert.InRange(b.Ratio, 0.5, 2.01);
                Assert.InRange(b.Threshold.Value, -80, 0);
                Assert.InRange(b.Makeup.Value, -24, 24);
            });
        Assert.InRange(style.Limiter!.Ceiling.Value, -20, -1);
        Assert.InRange(style.Gain.Value, -60, 48);
        Assert.True(double.IsFinite(style.Loudness!.Value.Value));
        Assert.Null(style.Reverb);
        Assert.Null(style.Pitch);
    }

    [Fact]
    public void Given_a_profile_and_itself_then_nothing_is_changed()
    {
        var profile = Target.Build();
        var style = StatisticalInversion.Invert(profile, profile, All);
        Assert.Empty(style.Eq);
        Assert.Null(style.MatchFir);
        Assert.Null(style.Multiband);
        Assert.Null(style.Rider);
        Assert.Null(style.Exciter);
        Assert.Null(style.Stereo);
        Assert.Equal(0, style.Gain.Value, 0.05);
    }

    [Fact]
    public void Given_amount_0_then_no_stage_is_left()
    {
        var style = StatisticalInversion.Invert(Reference.Build(), Target.Build(), All with { Amount = 0 });
        Assert.Equal(new StyleParams { Notes = style.Notes, Eq = style.Eq }, style);
        Assert.Empty(style.Eq);
    }

    [Fact]
    public void Given_growing_amounts_then_every_stage_grows_with_them()
    {
        var styles = new[] { 10.0, 25, 50, 75, 100 }
            .Select(a => StatisticalInversion.Invert(Reference.Build(), Target.Build(), All with { Amount = a })).ToArray();
        for (var i = 1; i < styles.Length; i++)
        {
            var (less, more) = (styles[i - 1], styles[i]);
            Assert.NotEmpty(less.Eq);
            Assert.All(less.Eq.Zip(more.Eq), p => Assert.True(Math.Abs(p.First.Gain.Value) < Math.Abs(p.Second.Gain.Value)));
            Assert.True(less.MatchFir!.MidDb.Sum(d => Math.Abs(d.Value)) < more.MatchFir!.MidDb.Sum(d => Math.Abs(d.Value)));
            Assert.All(less.Multiband!.Bands.Zip(more.Multiband!.Bands), p => Assert.True(Math.Abs(Math.Log(p.First.Ratio)) < Math.Abs(Math.Log(p.Second.Ratio))));
            Assert.All(less.Stereo!.Widths.Zip(more.Stereo!.Widths), p => Assert.True(Math.Abs(p.First - 1) < Math.Abs(p.Second - 1)));
            Assert.True(less.Loudness!.Value.Value < more.Loudness!.Value.Value);
        }
    }

    [Fact]
    public void Given_half_the_amount_then_decibels_halve_and_widths_and_slopes_go_half_way_to_1()
    {
        var full = StatisticalInversion.Invert(Reference.Build(), Target.Build(), All);
        var half = StyleAmount.Scale(full, 50, new Lufs(-16));
        Assert.Equal(full.Eq[0].Gain.Value / 2, half.Eq[0].Gain.Value, 1e-9);
        Assert.Equal(full.MatchFir!.SideDb![20].Value / 2, half.MatchFir!.SideDb![20].Value, 1e-9);
        Assert.Equal((1 + 1 / full.Multiband!.Bands[2].Ratio) / 2, 1 / half.Multiband!.Bands[2].Ratio, 1e-9);
        Assert.Equal((1 + full.Stereo!.Widths[1]) / 2, half.Stereo!.Widths[1], 1e-9);
        Assert.Equal((full.Loudness!.Value.Value - 16) / 2, half.Loudness!.Value.Value, 1e-9);
    }

    [Fact]
    public void Given_a_mono_reference_then_the_target_keeps_its_width()
    {
        var style = StatisticalInversion.Invert((Reference with { Mono = true }).Build(), Target.Build(), All);
        Assert.Null(style.Stereo);
        Assert.Null(style.MatchFir!.SideDb);
        Assert.Contains(style.Notes, n => n.Contains("mono", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_target_that_holds_only_noise_above_6_kilohertz_then_it_is_not_raised_there()
    {
        var noisy = new SyntheticProfile { MidDb = f => f > 6000 ? -60 : 0, SideDb = f => f > 6000 ? -70 : -10, NoiseFloorBelowMeanDb = 1 };
        var style = StatisticalInversion.Invert(new SyntheticProfile { MidDb = f => f > 6000 ? -48 : 0, SideDb = f => f > 6000 ? -58 : -10 }.Build(), noisy.Build(), All);
        if (style.MatchFir is { } fir) Assert.InRange(fir.MidDb.Where((_, k) => fir.Frequencies[k].Value is > 8000 and < 15000).Max(d => d.Value), -12, 0.01);
        Assert.All([8000.0, 11000, 15000], hz => Assert.InRange(BandResponse.Db(style.Eq, hz), -12, 0.1));
        Assert.Contains(style.Notes, n => n.Contains("noise floor", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_band_limited_reference_then_the_correction_stops_at_its_cut_off()
    {
        var style = StatisticalInversion.Invert(new SyntheticProfile { Bandwidth = 9000 }.Build(), new SyntheticProfile().Build(), All);
        // The last band is cut in two by the cut-off; nothing dives after it.
        Assert.All(style.MatchFir!.MidDb, d => Assert.InRange(d.Value, -2, 0.5));
        Assert.Contains(style.Notes, n => n.Contains("9.0 kHz", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_silence_then_it_is_refused_by_name()
    {
        var silent = new SyntheticProfile { Silent = true }.Build();
        Assert.Contains("reference", Assert.Throws<ArgumentException>(() => StatisticalInversion.Invert(silent, Target.Build(), All)).Message, StringComparison.Ordinal);
        Assert.Contains("target", Assert.Throws<ArgumentException>(() => StatisticalInversion.Invert(Target.Build(), silent, All)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_an_excerpt_processed_by_a_gain_then_the_whole_is_projected_with_that_gain()
    {
        var (whole, before) = (Target.Build(), (Target with { Lufs = -14 }).Build());
        var after = (Target with { Lufs = -11, MidDb = _ => 3, SideDb = _ => -7 }).Build();
        var projected = ExcerptProjection.Project(whole, before, after);
        Assert.Equal(-13, projected.Loudness.Reading.Integrated.Value, 1e-9);
        Assert.Equal(whole.Spectra[2].Mid[500] * Math.Pow(10, 0.3), projected.Spectra[2].Mid[500], 1e-6 * projected.Spectra[2].Mid[500]);
        Assert.Equal(whole.Mel.Levels[30].Percentile(0.5) + 3, projected.Mel.Levels[30].Percentile(0.5), 0.3);
    }

    [Fact]
    public void Given_a_render_that_misses_by_a_bell_then_the_correction_takes_the_bell_out()
    {
        double Bell(double f) => BandResponse.Db(EqType.Peaking, 1000, 1.4, 4, f);
        var reference = Target.Build();
        var used = StatisticalInversion.Invert(reference, reference, All);
        var rendered = (Target with { MidDb = Bell, SideDb = f => -10 + Bell(f), Lufs = -15 }).Build();
        var corrected = StatisticalInversion.Correct(used, reference, reference, new RenderObservation(rendered, new Decibels(0)), All);
        var at = corrected.MatchFir!.Frequencies.Select((f, k) => (f.Value, corrected.MatchFir.MidDb[k].Value)).MinBy(p => Math.Abs(p.Item1 - 1008)).Item2;
        Assert.Equal(-4, at, 0.7);
    }
}
