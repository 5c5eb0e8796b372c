using NTWorkstation.Audio.Analysis;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Inversion;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Decode;
using NTWorkstation.Dsp.Graph;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Invert;

/// <summary>
/// Real music with one known change as the reference, the same music without it as the target: the inversion reads nothing but their
/// statistics, its stage finds the change, and without the stage the difference stays.
/// </summary>
public sealed class UnpairedRecoveryTests(UnpairedRecoveryTests.Song song) : IClassFixture<UnpairedRecoveryTests.Song>
{
    /// <summary>20 s of a track, decoded once.</summary>
    public sealed class Song
    {
        private const int Block = 8192;
        private double[][]? _samples;
        private AudioFormat _format;
        private SoundProfile? _profile;

        private double[][] Samples => _samples ??= Decode();
        public SoundProfile Plain => _profile ??= Through([]);

        /// <summary>The profile of the song behind a chain.</summary>
        public SoundProfile Through(IReadOnlyList<ProcessorSpec> chain)
        {
            var x = Samples;
            using var graph = new NativeGraph().Build(chain, _format, Block);
            using var analyser = new NativeAnalyse().Sound(_format, SoundOptions.Default);
            var block = new AudioBlock(2, Block);
            var (late, length) = ((int)graph.Latency.Value, x[0].Length);
            for (var at = 0; at < length + late; at += Block)
            {
                block.Frames = Math.Min(Block, length + late - at);
                for (var c = 0; c < 2; c++)
                {
                    block.Channel(c).Clear();
                    var left = Math.Clamp(length - at, 0, block.Frames);
                    if (left > 0) x[c].AsSpan(at, left).CopyTo(block.Channel(c));
                }
                graph.Process(block);
                // The first frames are the processors' latency.
                var skip = Math.Clamp(late - at, 0, block.Frames);
                if (skip == block.Frames) continue;
                for (var c = 0; c < 2; c++) block.Channel(c)[skip..].CopyTo(block.Channel(c));
                block.Frames -= skip;
                analyser.Add(block);
            }
            return analyser.Finish("song");
        }

        public IReadOnlyList<ProcessorSpec> Compile(StyleParams style)
        {
            var chain = new List<ProcessorSpec>();
            if (style.Eq.Count > 0) chain.Add(new EqSpec(style.Eq));
            if (style.MatchFir is { } fir) chain.Add(CurveFir.Design(fir, _format.Rate, false, new NativeFourier()));
            if (style.Compressor is { } compressor) chain.Add(compressor);
            if (style.Multiband is { } multiband) chain.Add(multiband);
            if (style.Exciter is { } exciter) chain.Add(exciter);
            if (style.Stereo is { } width) chain.Add(width);
            chain.Add(new GainSpec(style.Gain));
            return chain;
        }

        private double[][] Decode()
        {
            using var reader = new NativeDecode().Open(Music.Track("singularity-music", "Nebula.ogg"));
            _format = reader.Info.Format;
            reader.Seek(_format.Rate.Frames(new Seconds(60)));
            var frames = (int)_format.Rate.Frames(new Seconds(20)).Value;
            double[][] x = [new double[frames], new double[frames]];
            var block = new AudioBlock(2, Block);
            for (var at = 0; at < frames && reader.Read(block) > 0; at += block.Frames)
                for (var c = 0; c < 2; c++) block.Channel(c)[..Math.Min(block.Frames, frames - at)].CopyTo(x[c].AsSpan(at));
            return x;
        }
    }

    private static readonly EqBand[] KnownEq =
    [
        new(EqType.Peaking, new Hertz(250), 1.0, new Decibels(-5)),
        new(EqType.Peaking, new Hertz(2200), 1.4, new Decibels(5)),
        new(EqType.HighShelf, new Hertz(7000), 0.7, new Decibels(-4)),
    ];

    private StyleParams Invert(SoundProfile reference, Stages stages) =>
        StatisticalInversion.Invert(reference, song.Plain, new InversionOptions { Stages = stages });

    private double LeftOver(SoundProfile reference, StyleParams style, Func<StyleMetrics, double> metric) =>
        metric(StyleMetrics.Between(reference, song.Through(song.Compile(style))));

    [Theory]
    [InlineData(Stages.Eq)]
    [InlineData(Stages.MatchFir)]
    public void Given_a_known_eq_then_the_equaliser_finds_its_curve_and_without_it_the_spectra_stay_apart(Stages equaliser)
    {
        var reference = song.Through([new EqSpec(KnownEq)]);
        var style = Invert(reference, equaliser);
        double Found(double hz)
        {
            var fir = style.MatchFir is { } f ? f.Frequencies.Zip(f.MidDb).MinBy(p => Math.Abs(Math.Log2(p.First.Value / hz))).Second.Value : 0;
            return BandResponse.Db(style.Eq, hz) + fir;
        }
        double[] points = equaliser == Stages.Eq
            ? [60, 120, 250, 500, 1000, 2200, 4000, 7000, 10000]
            : [.. style.MatchFir!.Frequencies.Select(f => f.Value).Where(f => f is > 60 and < 11000)];
        var differences = points.Select(f => Found(f) - BandResponse.Db(KnownEq, f)).ToArray();
        Assert.True((differences.Max() - differences.Min()) / 2 < 0.7, string.Join(" ", differences));
        Assert.InRange(LeftOver(reference, style, m => m.StftDistance), 0, 0.4);
        var without = Invert(reference, Stages.Default & ~Stages.Eq & ~Stages.MatchFir & ~Stages.Compressor);
        Assert.InRange(LeftOver(reference, without, m => m.StftDistance), 1.5, 20);
    }

    [Fact]
    public void Given_a_known_width_then_the_width_stage_finds_it_and_without_it_the_side_stays_apart()
    {
        var reference = song.Through([new WidthSpec([1.3, 1.4, 1.4, 0.8], [new Hertz(200), new Hertz(1000), new Hertz(5000)])]);
        var style = Invert(reference, Stages.Width | Stages.Gain);
        Assert.Equal(1.3, style.Stereo!.Widths[0], 0.1);
        Assert.Equal(1.4, style.Stereo.Widths[1], 0.1);
        Assert.Equal(1.4, style.Stereo.Widths[2], 0.1);
        Assert.Equal(0.8, style.Stereo.Widths[3], 0.1);
        Assert.True(LeftOver(reference, style, m => m.SideMidError) < 0.3);
        Assert.True(LeftOver(reference, Invert(reference, Stages.Default & ~Stages.Width), m => m.SideMidError) > 0.8);
    }

    [Fact]
    public void Given_compression_of_3_to_1_then_the_dynamics_stage_takes_most_of_it_and_without_it_the_levels_stay_apart()
    {
        var reference = song.Through([new CompressorSpec { Threshold = new Decibels(-45), Ratio = 3, Attack = new Seconds(0.01), Release = new Seconds(0.1), Makeup = new Decibels(14) }]);
        const Stages stages = Stages.Default & ~Stages.Rider & ~Stages.Exciter;
        var style = Invert(reference, stages);
        static string Levels(SoundProfile p) => string.Join(" ", Enumerable.Range(1, 9).Select(i => $"{p.Dynamics.Rms400Ms.Percentile(i / 10.0):0.0}"));
        Assert.True(style.Compressor is { Ratio: > 2 and < 4 }, $"{style.Compressor?.Ratio}; {Levels(song.Plain)} became {Levels(reference)}");
        static double Apart(SoundProfile a, SoundProfile b) => a.Dynamics.Rms400Ms.Shifted(-a.Dynamics.Rms.Value).Distance(b.Dynamics.Rms400Ms.Shifted(-b.Dynamics.Rms.Value));
        var without = Apart(reference, song.Through(song.Compile(Invert(reference, stages & ~Stages.Compressor))));
        var with = Apart(reference, song.Through(song.Compile(style)));
        Assert.True(with < 0.5 * without, $"{with} dB with, {without} dB without");
    }

    [Fact]
    public void Given_a_loudness_change_then_the_gain_is_it_and_without_the_stage_the_loudness_stays()
    {
        var reference = song.Through([new GainSpec(new Decibels(-7))]);
        Assert.Equal(-7, Invert(reference, Stages.Default).Gain.Value, 0.1);
        var kept = Invert(reference, Stages.Default & ~Stages.Gain);
        Assert.Equal(0, kept.Gain.Value, 0.1);
        Assert.True(LeftOver(reference, kept, m => m.LoudnessError) > 6.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-30)]
    public void Given_highs_above_the_targets_cut_off_then_the_exciter_makes_some_and_without_it_there_are_none(double level)
    {
        // The target is the song cut off steeply at 6 kHz, so that its highs are gone for every equaliser.
        var quiet = new GainSpec(new Decibels(level));
        EqSpec cut = new([.. Enumerable.Repeat(new EqBand(EqType.LowPass, new Hertz(6000), 0.7071, default), 12)]);
        var target = song.Through([cut, quiet]);
        var reference = song.Through([quiet]);
        StyleParams For(Stages stages) => StatisticalInversion.Invert(reference, target, new InversionOptions { Stages = stages });
        var style = For(Stages.Default);
        Assert.NotNull(style.Exciter);
        double Highs(StyleParams s) => 10 * Math.Log10(song.Through([cut, quiet, .. song.Compile(s)]).Spectra[2].Mid.Skip(1700).Take(600).Sum() + 1e-20);
        Assert.True(Highs(style) > Highs(For(Stages.Default & ~Stages.Exciter)) + 10);
    }

    [Fact]
    public void Given_the_song_itself_then_nothing_audible_is_done()
    {
        var style = Invert(song.Plain, Stages.Default);
        var after = StyleMetrics.Between(song.Plain, song.Through(song.Compile(style)));
        Assert.Null(style.Multiband);
        Assert.Null(style.Compressor);
        Assert.True(after.StftDistance < 0.1 && after.MelDistance < 0.1 && after.MelW1 < 0.1, after.ToString());
    }
}
