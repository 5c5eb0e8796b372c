using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Inversion;

/// <summary>A reference that is the target with one known change: the stage for it finds the change, and nothing else moves much.</summary>
public sealed class StageRecoveryTests
{
    private static readonly SyntheticProfile Plain = new();
    private static readonly double[] Frequencies = [.. Enumerable.Range(0, 50).Select(i => 40 * Math.Pow(2, i / 6.0)).Where(f => f < 14000)];

    private static double Bell(double hz) =>
        BandResponse.Db(EqType.Peaking, 300, 1, -5, hz) + BandResponse.Db(EqType.Peaking, 2500, 1.5, 6, hz) + BandResponse.Db(EqType.HighShelf, 8000, 0.7, -4, hz);

    private static StyleParams Invert(SyntheticProfile reference, SyntheticProfile target, Stages stages) =>
        StatisticalInversion.Invert(reference.Build(), target.Build(), new InversionOptions { Stages = stages });

    private static double Fir(StyleParams style, double hz, bool side = false)
    {
        var f = style.MatchFir!;
        var db = side ? f.SideDb! : f.MidDb;
        var k = 0;
        while (k < f.Frequencies.Count - 2 && f.Frequencies[k + 1].Value <= hz) k++;
        var share = Math.Clamp(Math.Log2(hz / f.Frequencies[k].Value) / Math.Log2(f.Frequencies[k + 1].Value / f.Frequencies[k].Value), 0, 1);
        return db[k].Value + share * (db[k + 1].Value - db[k].Value);
    }

    /// <summary>Greatest difference of a curve from a wanted one, their level offset aside.</summary>
    private static double Worst(Func<double, double> found, Func<double, double> wanted)
    {
        var differences = Frequencies.Select(f => found(f) - wanted(f)).ToArray();
        return (differences.Max() - differences.Min()) / 2;
    }

    [Fact]
    public void Given_an_equalised_reference_when_only_bands_are_allowed_then_they_follow_its_curve()
    {
        var style = Invert(Plain with { MidDb = Bell, SideDb = f => Bell(f) - 10 }, Plain, Stages.Eq);
        Assert.True(Worst(f => BandResponse.Db(style.Eq, f), Bell) < 0.5, $"{Worst(f => BandResponse.Db(style.Eq, f), Bell)} dB");
        Assert.Null(style.MatchFir);
    }

    [Fact]
    public void Given_an_equalised_reference_when_only_the_fir_is_allowed_then_it_follows_its_curve()
    {
        var style = Invert(Plain with { MidDb = Bell, SideDb = f => Bell(f) - 10 }, Plain, Stages.MatchFir);
        Assert.True(Worst(f => Fir(style, f), Bell) < 0.5, $"{Worst(f => Fir(style, f), Bell)} dB");
        Assert.Empty(style.Eq);
    }

    [Fact]
    public void Given_a_wider_reference_when_width_is_allowed_then_the_side_gain_is_found_in_every_band()
    {
        var style = Invert(Plain with { SideDb = _ => -10 + 20 * Math.Log10(1.3) }, Plain, Stages.Width | Stages.Eq);
        Assert.All(style.Stereo!.Widths, w => Assert.Equal(1.3, w, 0.03));
    }

    [Fact]
    public void Given_a_reference_narrower_in_the_bass_then_only_the_bass_is_narrowed()
    {
        var style = Invert(Plain with { SideDb = f => f < 200 ? -14 : -10 }, Plain, Stages.Width);
        Assert.Equal(0.631, style.Stereo!.Widths[0], 0.05);
        // The step is steeper than the crossover: the next band makes up for what the lowest reaches beyond it.
        Assert.All(style.Stereo.Widths.Skip(1), w => Assert.Equal(1, w, 0.06));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(9, 6)]
    [InlineData(5, 7)]
    public void Given_a_reference_of_other_dynamics_then_the_ratio_maps_one_spread_to_the_other(double have, double wanted)
    {
        var style = Invert(Plain with { Spread = _ => wanted }, Plain with { Spread = _ => have }, Stages.Compressor);
        Assert.All(style.Multiband!.Bands, b => Assert.Equal(have / wanted, b.Ratio, 0.2 * have / wanted));
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(11, false)]
    public void Given_a_reference_with_higher_peaks_then_they_are_raised_where_its_transients_stand_out_too(double crest, bool raised)
    {
        var style = Invert(Plain with { TruePeak = -2, Lufs = -20, Crest = crest }, Plain with { TruePeak = -7, Lufs = -20, PeakLevel95 = -14 }, Stages.Compressor | Stages.Gain);
        if (!raised)
        {
            Assert.Null(style.Compressor);
            return;
        }
        // 5 dB are missing over a span of 7 dB above the threshold.
        Assert.Equal(1 + 5.0 / 7, 1 / style.Compressor!.Ratio, 0.05);
        Assert.Equal(-14, style.Compressor.Threshold.Value, 0.3);
        Assert.Equal(Detector.Peak, style.Compressor.Detector);
        Assert.Null(Invert(Plain with { TruePeak = -2, Lufs = -20, Crest = crest }, Plain with { TruePeak = -7, Lufs = -20 }, Stages.Gain).Compressor);
    }

    [Fact]
    public void Given_a_louder_reference_then_the_gain_is_the_difference()
    {
        var style = Invert(Plain with { MidDb = _ => 4, SideDb = _ => -6, Lufs = -12, TruePeak = -1 }, Plain with { PeakLevel95 = -12 }, Stages.Gain);
        Assert.Equal(4, style.Gain.Value, 0.1);
        Assert.Equal(-12, style.Loudness!.Value.Value, 0.1);
    }

    [Fact]
    public void Given_loudness_switched_off_then_the_target_keeps_its_own_whatever_the_equaliser_does()
    {
        var style = Invert(Plain with { MidDb = f => Bell(f) + 6, Lufs = -10 }, Plain, Stages.Eq);
        Assert.Equal(-16, style.Loudness!.Value.Value, 0.01);
    }

    [Fact]
    public void Given_a_reference_too_loud_for_the_limiter_then_less_is_aimed_at_and_the_notes_say_so()
    {
        var style = Invert(Plain with { Lufs = -6, TruePeak = -0.5 }, Plain with { PeakLevel95 = -3 }, Stages.Gain);
        Assert.InRange(style.Gain.Value + -3 - style.Limiter!.Ceiling.Value, 0, 6.01);
        Assert.Contains(style.Notes, n => n.Contains("not reachable", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_target_with_a_wider_loudness_range_then_the_rider_narrows_it()
    {
        var style = Invert(Plain with { Range = 4 }, Plain with { Range = 10 }, Stages.Rider);
        Assert.InRange(style.Rider!.Amount, 0.5, 1);
        Assert.True(style.Rider.Max.Value <= 3 && style.Rider.RateDbPerSecond <= 1);
        Assert.Null(Invert(Plain with { Range = 10 }, Plain with { Range = 4 }, Stages.Rider).Rider);
    }

    [Fact]
    public void Given_a_band_limited_target_with_room_above_then_the_exciter_starts_below_its_cut_off()
    {
        var style = Invert(Plain, Plain with { Bandwidth = 8000 }, Stages.Exciter);
        Assert.InRange(style.Exciter!.From.Value, 3000, 8000);
        Assert.Null(Invert(Plain, Plain with { Bandwidth = 8000, Rate = 16000 }, Stages.Exciter).Exciter);
    }

    [Theory]
    [InlineData(Stages.Eq)]
    [InlineData(Stages.MatchFir)]
    [InlineData(Stages.Compressor)]
    [InlineData(Stages.Rider)]
    [InlineData(Stages.Exciter)]
    [InlineData(Stages.Width)]
    public void Given_a_stage_switched_off_when_the_reference_differs_in_everything_then_that_stage_is_absent_and_the_others_stay(Stages off)
    {
        var reference = Plain with { MidDb = Bell, SideDb = f => Bell(f) - 7, Spread = _ => 4, Range = 4 };
        var target = Plain with { Range = 14, Spread = _ => 7, Bandwidth = 10000 };
        static bool Has(StyleParams s, Stages stage) => stage switch
        {
            Stages.Eq => s.Eq.Count > 0,
            Stages.MatchFir => s.MatchFir is not null,
            Stages.Compressor => s.Multiband is not null,
            Stages.Rider => s.Rider is not null,
            Stages.Exciter => s.Exciter is not null,
            _ => s.Stereo is not null,
        };
        Assert.True(Has(Invert(reference, target, Stages.Default), off));
        var style = Invert(reference, target, Stages.Default & ~off);
        foreach (var stage in new[] { Stages.Eq, Stages.MatchFir, Stages.Compressor, Stages.Rider, Stages.Exciter, Stages.Width })
            Assert.True(Has(style, stage) == (stage != off), $"{stage}");
    }
}
