using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public class RoutedChainTests
{
    // Stereo into two ways each, the high ones late and limited, the low ones one subwoofer: three channels.
    private static readonly ProcessorSpec[] ActiveCrossover =
    [
        new CrossoverSpec([new(800)], 4),
        new DelaySpec { Time = new Seconds(0.00123), Channels = new(2, 3) },
        new LimiterSpec { Ceiling = new(-9), Channels = new(2, 3) },
        new MatrixSpec(1, [new(0, 0, 0.5), new(1, 0, 0.5)], GainUnit.Linear) { Channels = new(0, 1) },
    ];

    private readonly RendererFixture _studio = new();

    [Fact]
    public void Given_an_active_crossover_when_rendered_then_every_way_is_as_its_own_chain_and_all_are_aligned()
    {
        var clip = Clip.Noise(2, 30001);
        var result = _studio.Render(clip, ActiveCrossover);
        var written = _studio.Written;
        Assert.Equal((3, 30001L), (result.Format.Channels, result.Length.Value));
        Assert.Equal(3, written.Planes.Length);
        // Each way by itself: the other channels do not touch it.
        _studio.Render(clip, [ActiveCrossover[0], new MatrixSpec(1, [new(0, 0, 0.5), new(1, 0, 0.5)], GainUnit.Linear)]);
        Assert.Equal(_studio.Written.Planes[0], written.Planes[0]);
        _studio.Render(
            clip,
            [
                ActiveCrossover[0], new MatrixSpec(2, [new(2, 0, 1), new(3, 1, 1)], GainUnit.Linear), ActiveCrossover[1] with { Channels = null },
                ActiveCrossover[2] with { Channels = null },
            ]);
        Assert.Equal(_studio.Written.Planes[0], written.Planes[1]);
        Assert.Equal(_studio.Written.Planes[1], written.Planes[2]);
    }

    [Theory]
    [InlineData(1, 97)]
    [InlineData(2, 4096)]
    public void Given_a_change_of_rate_in_between_then_blocks_and_threads_do_not_change_the_samples(int threads, int block)
    {
        var clip = Clip.Noise(2, 20001);
        ProcessorSpec[] chain = [.. ActiveCrossover[..2], new ResampleSpec(new(48000)), .. ActiveCrossover[2..], new DitherSpec(24, DitherKind.Shaped, 3)];
        var usual = _studio.Render(clip, chain);
        Assert.Equal((3, 48000), (usual.Format.Channels, (int)usual.Format.Rate.Hz));
        Assert.Equal(usual.Hash, _studio.Render(clip, chain, r => r with { Threads = threads, BlockFrames = block }).Hash);
    }

    [Fact]
    public void Given_a_limiter_of_some_channels_when_a_loudness_is_asked_for_then_the_gain_goes_to_all_of_them()
    {
        var clip = Clip.Noise(2, 60000);
        ProcessorSpec[] chain = [new LimiterSpec { Ceiling = new(-30), Channels = new(0) }];
        _studio.Render(clip, chain);
        var before = _studio.Written;
        var result = _studio.Render(clip, chain, r => r with { Loudness = new Lufs(-23) });
        Assert.NotEqual(0, result.GainTrim.Value);
        var ratio = new Decibels(result.GainTrim.Value).Amplitude;
        for (var c = 0; c < 2; c++)
            for (var i = 0; i < 60000; i += 97) Assert.Equal(before.Planes[c][i] * ratio, _studio.Written.Planes[c][i], 12);
    }

    [Fact]
    public void Given_a_channel_that_the_file_has_not_then_the_render_is_refused_with_the_place()
    {
        var error = Assert.Throws<ArgumentException>(() => _studio.Render(Clip.Noise(2, 100), [new GainSpec(new(1)), new GainSpec(new(1)) { Channels = new(2) }]));
        Assert.Contains("Processor 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_the_ranges_of_the_catalogue_then_the_native_processors_take_both_ends_of_each()
    {
        var rate = new SampleRate(800000);
        ProcessorSpec[] specs =
        [
            new GainSpec(new(0)), new CompressorSpec { Threshold = new(-20), Ratio = 2 }, new RiderSpec { Target = new(-20), Amount = 0.5 }, new ExciterSpec(new(6), 0.2, new(3000)),
            new LimiterSpec { Ceiling = new(-1) }, new WidthSpec([1.1], []), new DitherSpec(16, DitherKind.Tpdf, 1), new CrossoverSpec([new(1000)], 4),
            new PolaritySpec(true), new DelaySpec { Time = new Seconds(0.001) }, new DelaySpec { Frames = 3.5 }, new MidSideSpec(true), new CrossfeedSpec(new(700), new(4.5)),
            new DcBlockSpec(new(5)), new GateSpec { Threshold = new(-50) }, new DeEsserSpec { Threshold = new(-24) }, new EqualLoudnessSpec(83, new(-10), 1),
            new MatrixSpec(64, [new(0, 0, 0)], GainUnit.Decibels), new MatrixSpec(64, [new(0, 0, 0)], GainUnit.Linear),
        ];
        var tried = 0;
        foreach (var spec in specs)
        {
            var settings = ProcessorSettings.Of(spec);
            foreach (var (path, definition, value) in settings.Parameters().ToArray())
            {
                if (definition.Type is ParameterType.Choice or ParameterType.Text) continue;
                foreach (var end in new[] { definition.Low, definition.High })
                {
                    // Of a crossover's borders the catalogue bounds what the rate allows, and outputs bound what routes may name.
                    var token = NumberValue.Of(definition.Name == "f_hz" ? Math.Min(end, 0.45 * rate.Hz) : end);
                    if (definition.Name is "from" or "outputs" && end == definition.High) token = NumberValue.Of(definition.Name == "from" ? 1 : 64);
                    var changed = settings.With(path, value is NumbersValue ? new NumbersValue([token.Token]) : token).ToSpec();
                    using var running = new NativeGraph().Build([changed], new AudioFormat(rate, 2, 3), 64);
                    tried++;
                }
            }
        }
        Assert.True(tried > 80, $"{tried}");
    }
}
