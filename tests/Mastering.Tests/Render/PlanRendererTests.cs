using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Render.Plan;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public class PlanRendererTests
{
    private static readonly ProcessorSpec[] Chain =
    [
        new EqSpec([new(EqType.Peaking, new(1000), 1, new(4)), new(EqType.HighShelf, new(8000), 0.7, new(-3))]),
        new CompressorSpec { Threshold = new(-20), Ratio = 3, LookAhead = new(0.003) },
        new LimiterSpec { Ceiling = new(-6) },
    ];

    private static readonly StyleParams Style = new()
    {
        Eq = [new EqBand(EqType.Peaking, new(1000), 1, new(4))],
        Compressor = new CompressorSpec { Threshold = new(-20), Ratio = 3, Attack = new(0.00331) },
        Stereo = new WidthSpec([0.9], []),
        Gain = new(1.7),
        Limiter = new LimiterSpec { Ceiling = new(-1) },
        Loudness = new(-12),
    };

    private readonly RendererFixture _studio = new();

    private PlanRenderer Renderer => new(
        _studio.Media, new NativeGraph(), _studio.Media, new PlainAnalyse(), new NativeFourier(), NativeEngine.Describe(),
        (path, _) => _studio.Media.Files.TryGetValue(path, out var clip) ? HashOf(path, clip) : throw new MediaException(MediaFault.NotFound, path));

    [Theory]
    [InlineData(SampleKind.S24, 1)]
    [InlineData(SampleKind.S16, 2)]
    [InlineData(SampleKind.F64, 2)]
    public void Given_one_track_and_a_master_then_the_samples_are_those_of_the_chain_on_the_file(SampleKind samples, int channels)
    {
        var clip = Clip.Noise(channels, 30001);
        foreach (var chain in new ProcessorSpec[][] { Chain, [.. Chain, new ResampleSpec(new(48000)), new DitherSpec(16, DitherKind.Shaped, 5)], [] })
        {
            var alone = _studio.Render(clip, chain, r => r with { Encoding = new OutputEncoding { Samples = samples } });
            var written = _studio.Written;
            var planned = Render(Plan([Track("bass", clip)], chain), samples);
            Assert.Equal(alone.Hash, planned.Hash);
            Assert.Equal(written.Planes, _studio.Written.Planes);
            Assert.Equal((alone.Length, alone.Format), (planned.Length, planned.Format));
        }
    }

    [Fact]
    public void Given_a_preset_with_a_loudness_on_the_master_then_the_samples_are_those_of_the_preset_on_the_file()
    {
        var clip = Clip.Noise(2, 60000);
        var alone = _studio.Render(clip, Style, r => r with { Encoding = new OutputEncoding() });
        var planned = Render(Plan([Track("bass", clip)], [.. StyleChain.Of(Style)]) with { Loudness = Style.Loudness }, SampleKind.S24);
        Assert.True(alone.Passes > 1);
        Assert.Equal((alone.Hash, alone.Passes, alone.GainTrim), (planned.Hash, planned.Passes, planned.GainTrim));
        Assert.Equal(-12, planned.Loudness.Integrated.Value, 0.2);
    }

    [Fact]
    public void Given_a_plan_then_it_gives_one_hash_however_often_and_in_whatever_blocks_and_threads_it_is_rendered()
    {
        var plan = Everything();
        var hashes = new HashSet<string>();
        foreach (var (frames, threads) in new[] { (8192, 1), (8192, 3), (1, 2), (63, 1), (511, 4) })
            hashes.Add(Render(plan, SampleKind.S24, r => r with { BlockFrames = frames, Threads = threads }).Hash);
        Assert.Single(hashes);
        hashes.Add(Render(RenderPlanJson.Read(RenderPlanJson.Write(plan)), SampleKind.S24).Hash);
        Assert.Single(hashes);
        // And it hangs on every part of the plan.
        hashes.Add(Render(plan with { Tracks = [.. plan.Tracks.Reverse()], DitherSeed = 9 }, SampleKind.S24).Hash);
        hashes.Add(Render(plan with { Tracks = [.. plan.Tracks.Skip(1)] }, SampleKind.S24).Hash);
        hashes.Add(Render(plan with { Tracks = [.. plan.Tracks.Select(t => t with { Chain = [] })] }, SampleKind.S24).Hash);
        hashes.Add(Render(plan with { Master = [] }, SampleKind.S24).Hash);
        Assert.Equal(5, hashes.Count);
    }

    [Fact]
    public void Given_tracks_then_the_sum_is_that_of_their_own_renders_with_latency_out_and_tails_kept()
    {
        var plan = Everything() with { Master = [] };
        Render(plan, SampleKind.F64);
        var mix = _studio.Written;
        var parts = plan.Tracks.Select(t =>
        {
            // A pair of equal channels in place of mono: the rule of the sum, by other means.
            var clip = _studio.Media.Files[t.Media.Path];
            var wide = clip.Planes.Length == 2 ? clip : clip with { Format = clip.Format with { Channels = 2, ChannelMask = 3 }, Planes = [clip.Planes[0], clip.Planes[0]] };
            _studio.Render(wide, [.. t.Chain.Select(p => p.ToSpec())], r => r with { Rate = plan.Rate });
            return _studio.Written;
        }).ToArray();
        Assert.Equal(parts.Max(p => p.Frames), mix.Frames);
        // The room's tail makes the shortest track the longest.
        Assert.Equal(2, Array.IndexOf(parts, parts.MaxBy(p => p.Frames)));
        for (var c = 0; c < 2; c++)
            for (var i = 0; i < mix.Frames; i++)
            {
                var sum = 0.0;
                foreach (var part in parts)
                    if (i < part.Frames) sum += part.Planes[c][i];
                Assert.Equal(sum, mix.Planes[c][i]);
            }
    }

    [Fact]
    public void Given_a_mono_and_a_longer_stereo_track_then_mono_stands_on_both_sides_unchanged()
    {
        var (mono, pair) = (Clip.Noise(1, 500, seed: 3), Clip.Noise(2, 900, seed: 4));
        Render(Plan([Track("mono", mono), Track("pair", pair)], []), SampleKind.F64);
        Assert.Equal(900, _studio.Written.Frames);
        for (var c = 0; c < 2; c++)
            Assert.Equal(pair.Planes[c].Select((x, i) => i < 500 ? mono.Planes[0][i] + x : x), _studio.Written.Planes[c]);
    }

    [Fact]
    public void Given_a_pair_beside_six_channels_then_it_stands_on_the_front_pair_alone()
    {
        var (pair, six) = (Clip.Noise(2, 400, seed: 3), Clip.Noise(6, 400, seed: 4));
        Render(Plan([Track("pair", pair), Track("six", six)], []), SampleKind.F64);
        Assert.Equal(pair.Planes[1].Zip(six.Planes[1], (a, b) => a + b), _studio.Written.Planes[1]);
        Assert.Equal(six.Planes[2], _studio.Written.Planes[2]);
    }

    [Fact]
    public void Given_16_bit_tracks_and_nothing_on_them_then_24_bit_hold_the_sum_without_dither_and_with_a_processor_they_do_not()
    {
        Clip Coarse(int seed)
        {
            var clip = Clip.Noise(2, 3000, peak: 0.2, seed: seed) with { Samples = SampleKind.S16 };
            foreach (var plane in clip.Planes)
                for (var i = 0; i < plane.Length; i++) plane[i] = Math.Round(plane[i] * 32768) / 32768;
            return clip;
        }
        var (a, b) = (Coarse(1), Coarse(2));
        var plan = Plan([Track("a", a), Track("b", b)], []);
        Render(plan, SampleKind.S24);
        Assert.Equal(a.Planes[0].Zip(b.Planes[0], (x, y) => x + y), _studio.Written.Planes[0]);
        Render(plan with { Tracks = [plan.Tracks[0] with { Chain = [ProcessorSettings.Of(new GainSpec(new(-1)))] }, plan.Tracks[1]] }, SampleKind.S24);
        // On the grid all the same, by dither: not the plain rounding.
        var gain = Math.Pow(10, -1 / 20.0);
        var off = _studio.Written.Planes[0].Select((x, i) => Math.Abs(x * 8388608 - Math.Round((a.Planes[0][i] * gain + b.Planes[0][i]) * 8388608))).ToArray();
        Assert.All(_studio.Written.Planes[0], x => Assert.Equal(Math.Round(x * 8388608), x * 8388608));
        Assert.InRange(off.Average(), 0.3, 1);
    }

    [Fact]
    public void Given_a_render_then_its_record_holds_what_a_repetition_needs()
    {
        var plan = Everything();
        var result = Render(plan, SampleKind.S24);
        var record = PlanRenderer.Record(17, plan, result);
        Assert.Equal((17, result.Hash, SampleKind.S24, MediaKind.Wav, plan.DitherSeed), (record.OfSequence, record.Hash, record.Samples, record.Kind, record.DitherSeed));
        Assert.Equal((result.Format.Rate, 2, result.Length), (record.Rate, record.Channels, record.Frames));
        Assert.Equal(NativeEngine.Describe().IsaClass, record.IsaClass);
        var again = Render(plan, record.Samples, r => r with { Encoding = new OutputEncoding { Kind = record.Kind, Samples = record.Samples, Dither = record.Dither } });
        Assert.Equal(record, PlanRenderer.Record(17, plan, again));
        // Where the files are is not what the samples are made from.
        Assert.Equal(record.PlanHash, RenderPlanJson.Hash(plan with { Tracks = [.. plan.Tracks.Select(t => t with { Name = "x", Media = t.Media with { Path = "/y" } })] }));
        Assert.NotEqual(record.PlanHash, RenderPlanJson.Hash(plan with { DitherSeed = 1 }));
    }

    [Fact]
    public void Given_a_file_that_is_gone_or_is_another_then_the_error_says_to_relink_and_nothing_is_written()
    {
        var plan = Plan([Track("bass", Clip.Noise(2, 400))], []);
        _studio.Media.Files["/bass"] = Clip.Noise(2, 400, seed: 9);
        Fails(MediaFault.Changed, "bass");
        _studio.Media.Files.Remove("/bass");
        Fails(MediaFault.NotFound, "bass");

        void Fails(MediaFault fault, string name)
        {
            var e = Assert.Throws<MediaException>(() => Render(plan, SampleKind.S24));
            Assert.Equal(fault, e.Fault);
            Assert.Contains($"track \"{name}\"", e.Message, StringComparison.Ordinal);
            Assert.Contains("elink", e.Message, StringComparison.Ordinal);
            Assert.False(_studio.Media.Files.ContainsKey("out.wav"));
        }
    }

    [Fact]
    public void Given_a_lossy_file_that_decodes_to_other_samples_then_it_is_said_after_the_last_of_them_and_nothing_is_written()
    {
        var clip = Clip.Noise(2, 20000) with { Samples = SampleKind.Lossy };
        var track = Track("voice", clip);
        Assert.NotNull(track.Media.PcmHash);
        Render(Plan([track], []), SampleKind.S24);
        _studio.Media.Files.Remove("out.wav");
        var other = track with { Media = track.Media with { PcmHash = new string('0', 64) } };
        Assert.Equal(MediaFault.Changed, Assert.Throws<MediaException>(() => Render(Plan([other], []), SampleKind.S24)).Fault);
        Assert.Equal(MediaFault.Changed, Assert.Throws<MediaException>(() => Render(Plan([other, other with { Name = "b" }], []), SampleKind.S24, r => r with { Threads = 2 })).Fault);
        Assert.False(_studio.Media.Files.ContainsKey("out.wav"));
        Assert.Empty(_studio.Media.Temporary);
    }

    [Fact]
    public void Given_a_plan_that_cannot_be_then_the_error_names_the_track()
    {
        var track = Track("bass", Clip.Noise(2, 400));
        foreach (var wrong in new[]
        {
            Plan([track with { Chain = [ProcessorSettings.Of(new ResampleSpec(new(48000)))] }], []),
            Plan([track with { Chain = [ProcessorSettings.Of(new EqSpec([new(EqType.Peaking, new(30000), 1, new(3))]))] }], []),
            Plan([track], []) with { Channels = 1, ChannelMask = 4 },
        })
            Assert.Contains("track \"bass\"", Assert.Throws<ArgumentException>(() => Render(wrong, SampleKind.S24)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Render(Plan([track], []) with { Tracks = [] }, SampleKind.S24));
    }

    // Three rates' worth of trouble: mono and stereo, two rates, latency, a tail longer than the rest, gain ahead of a limiter.
    private RenderPlan Everything() => Plan(
        [
            Track("bass", Clip.Noise(1, 9001, seed: 2), new CompressorSpec { Threshold = new(-20), Ratio = 3, LookAhead = new(0.003) }),
            Track("keys", Clip.Noise(2, 12000, rate: 48000, seed: 3), new GainSpec(new(-3)), new LimiterSpec { Ceiling = new(-9) }, new GainSpec(new(0.5))),
            Track("voice", Clip.Noise(2, 5000, seed: 4), new NamedReverbSpec(new("synth:0.4:7", 0.3, new(0.01)))),
        ],
        Chain) with
    { Rate = new(48000) };

    private PlannedTrack Track(string name, Clip clip, params ProcessorSpec[] chain)
    {
        _studio.Media.Files["/" + name] = clip;
        return new(name, new MediaImport(_studio.Media, (path, _) => HashOf(path, clip)).Read("/" + name, default), [.. chain.Select(ProcessorSettings.Of)]);
    }

    private static RenderPlan Plan(PlannedTrack[] tracks, ProcessorSpec[] master)
    {
        var widest = tracks.MaxBy(t => t.Media.Channels)!.Media;
        return new()
        {
            Rate = widest.Rate, Channels = widest.Channels, ChannelMask = widest.ChannelMask, Tracks = tracks,
            Master = [.. master.Select(ProcessorSettings.Of)], DitherSeed = new OutputEncoding().DitherSeed,
        };
    }

    private RenderResult Render(RenderPlan plan, SampleKind samples, Func<PlanRequest, PlanRequest>? change = null)
    {
        var request = new PlanRequest { Plan = plan, Output = "out.wav", Encoding = new OutputEncoding { Samples = samples } };
        return Renderer.Render(change is null ? request : change(request), null, default);
    }

    private static string HashOf(string path, Clip clip) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path + clip.Planes.Sum(p => p.Sum()).ToString("R", CultureInfo.InvariantCulture))));
}
