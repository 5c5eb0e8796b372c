using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Tests.Fakes;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Render;

public class RendererTests
{
    private readonly RendererFixture _studio = new();

    private static StyleParams Master => new()
    {
        Eq = [new EqBand(EqType.Peaking, new(1000), 1, new(4)), new EqBand(EqType.HighShelf, new(8000), 0.7, new(-3))],
        Compressor = new CompressorSpec { Threshold = new(-20), Ratio = 3, LookAhead = new(0.003) },
        Stereo = new WidthSpec([0.8, 1, 1.2, 1.1], [new(200), new(1000), new(5000)]),
        Gain = new(6),
        Limiter = new LimiterSpec { Ceiling = new(-1) },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Given_an_empty_preset_then_the_target_passes_bit_for_bit(int channels)
    {
        var clip = Clip.Noise(channels, 20001);
        var result = _studio.Render(clip, new StyleParams());
        Assert.Equal(clip.Planes, _studio.Written.Planes);
        Assert.Equal(clip.Format, _studio.Written.Format);
        Assert.Equal(20001, result.Length.Value);
        Assert.Equal(1, result.Passes);
    }

    [Fact]
    public void Given_16_bit_samples_and_an_empty_preset_then_24_bit_hold_them_without_dither()
    {
        var clip = Clip.Noise(2, 5000);
        foreach (var plane in clip.Planes)
            for (var i = 0; i < plane.Length; i++) plane[i] = Math.Round(plane[i] * 32768) / 32768;
        _studio.Render(clip with { Samples = SampleKind.S16 }, new StyleParams(), r => r with { Encoding = new OutputEncoding() });
        Assert.Equal(clip.Planes, _studio.Written.Planes);
        Assert.Equal(SampleKind.S24, _studio.Written.Samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Given_blocks_of_any_size_and_any_threads_then_the_hash_is_the_same(int channels)
    {
        var clip = Clip.Noise(channels, 9000);
        var hashes = new HashSet<string>();
        foreach (var frames in new[] { 1, 63, 64, 512, 8192 })
            foreach (var threads in new[] { 1, 3 })
                hashes.Add(_studio.Render(clip, Master, r => r with { BlockFrames = frames, Threads = threads, Encoding = new OutputEncoding() }).Hash);
        Assert.Single(hashes);
    }

    [Fact]
    public void Given_other_samples_then_the_hash_is_another_and_it_is_of_the_stored_bytes()
    {
        var clip = new Clip(new AudioFormat(new(48000), 1, 4), [[0.0, 0.5, -1.0, 0.25]]);
        var result = _studio.Render(clip, new StyleParams(), r => r with { Encoding = new OutputEncoding { Samples = SampleKind.S16, Dither = DitherKind.None } });
        byte[] bytes = [0, 0, 0, 0x40, 0, 0x80, 0, 0x20];
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), result.Hash);
        var other = new Clip(clip.Format, [[0.0, 0.5, -1.0, 0.25 + 1 / 32768.0]]);
        Assert.NotEqual(result.Hash, _studio.Render(other, new StyleParams(), r => r with { Encoding = new OutputEncoding { Samples = SampleKind.S16, Dither = DitherKind.None } }).Hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(44)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(20000)]
    public void Given_a_file_of_any_length_then_the_render_is_as_long(int frames)
    {
        var result = _studio.Render(Clip.Noise(2, frames), Master);
        Assert.Equal(frames, result.Length.Value);
        Assert.Equal(frames, _studio.Written.Frames);
    }

    [Fact]
    public void Given_a_loudness_then_the_gain_is_trimmed_until_it_is_reached()
    {
        var result = _studio.Render(Clip.Noise(2, 60000), Master with { Loudness = new(-12) });
        Assert.Equal(-12, result.Loudness.Integrated.Value, 0.2);
        Assert.InRange(result.Passes, 2, 4);
        var quiet = _studio.Render(Clip.Noise(2, 60000), new StyleParams { Gain = new(-3), Loudness = new(-30) });
        Assert.Equal(-30, quiet.Loudness.Integrated.Value, 0.02);
        Assert.Equal(2, quiet.Passes);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(-9.0, 2)]
    public void Given_a_listener_that_revises_the_preset_then_the_file_is_rendered_again_and_otherwise_not(double? revisedGain, int passes)
    {
        var clip = Clip.Noise(2, 60000);
        _studio.Media.Files["in"] = clip;
        var asked = new List<bool>();
        var listeners = RenderListeners.Nobody with
        {
            Revise = (_, anyway) =>
            {
                asked.Add(anyway);
                return revisedGain is { } gain ? Master with { Gain = new(gain) } : null;
            },
        };
        var request = new RenderRequest { Input = "in", Output = "out.wav", Style = Master, Analyse = true, Encoding = new OutputEncoding { Samples = SampleKind.F64 } };
        var renderer = new Renderer(_studio.Media, new NativeGraph(), _studio.Media, new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        Assert.Equal(passes, renderer.Render(request, listeners, null, default).Passes);
        Assert.Equal([false], asked);
        var written = _studio.Written;
        _studio.Render(clip, Master with { Gain = new(revisedGain ?? Master.Gain.Value) });
        Assert.Equal(_studio.Written.Planes, written.Planes);
    }

    [Fact]
    public void Given_a_loudness_that_the_ceiling_forbids_then_it_says_so_and_never_goes_over()
    {
        var result = _studio.Render(Clip.Noise(2, 60000), new StyleParams { Gain = new(1), Loudness = new(-2) }, r => r with { Ceiling = new(-1) });
        Assert.True(result.CeilingHeld);
        Assert.True(result.Loudness.TruePeak.Value <= -1 + Correction.CeilingToleranceDb);
        Assert.Contains(result.Notes, n => n.Contains("ceiling", StringComparison.Ordinal));
    }

    public static TheoryData<SampleKind, double, double?> Unlimited => new()
    {
        { SampleKind.S24, 30, null }, { SampleKind.S16, 14, -30.0 }, { SampleKind.S24, 25, -6.0 }, { SampleKind.F32, 20, null }, { SampleKind.S24, -20, -2.0 }, { SampleKind.F64, 0, -3.0 },
    };

    [Theory]
    [MemberData(nameof(Unlimited))]
    public void Given_no_limiter_then_a_lower_gain_keeps_the_ceiling_however_far_the_samples_stood_over_it(SampleKind samples, double gain, double? loudness)
    {
        var clip = Clip.Noise(2, 60000);
        var result = _studio.Render(clip, new StyleParams { Gain = new(gain), Loudness = loudness is { } l ? new(l) : null },
            r => r with { Ceiling = new(-1), Encoding = new OutputEncoding { Samples = samples } });
        Assert.True(result.CeilingHeld, $"{result.TruePeak} after {result.Passes}");
        Assert.True(result.TruePeak.Value <= -1 + Correction.CeilingToleranceDb);
        Assert.DoesNotContain(result.Notes, n => n.Contains("over the ceiling after", StringComparison.Ordinal) || n.Contains("full scale", StringComparison.Ordinal));
        // Linear: the same samples at another gain, and none of them cut off.
        var scale = Math.Pow(10, (gain + result.GainTrim.Value) / 20);
        for (var i = 0; i < clip.Frames; i += 97) Assert.Equal(clip.Planes[1][i] * scale, _studio.Written.Planes[1][i], 5e-5);
        // No quieter than the ceiling or the loudness asks.
        if (loudness == -30) Assert.Equal(-30, result.Loudness.Integrated.Value, 0.1);
        else Assert.InRange(result.TruePeak.Value, -1.1, -0.95);
        Assert.Equal(loudness is > -10, result.Notes.Any(n => n.Contains("no limiter", StringComparison.Ordinal)));
    }

    [Fact]
    public void Given_samples_over_full_scale_and_no_ceiling_then_the_note_says_by_how_much_they_are_clipped()
    {
        var result = _studio.Render(Clip.Noise(2, 20000), new StyleParams { Gain = new(20) }, r => r with { Encoding = new OutputEncoding { Samples = SampleKind.S16 } });
        Assert.Equal(1, result.Passes);
        var peak = 20 * Math.Log10(Clip.Noise(2, 20000).Planes.Max(p => p.Max(Math.Abs))) + 20;
        Assert.Contains(result.Notes, n => n.Contains(FormattableString.Invariant($"{peak:0.00} dB over full scale"), StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_ceiling_that_cannot_be_held_then_the_result_and_a_note_say_so()
    {
        // A codec that answers every lower ceiling with more overshoot.
        _studio.Media.Codec = x => x == 0 ? 0 : Math.Sign(x);
        _studio.Media.Files["in"] = Clip.Noise(2, 20000);
        var result = _studio.Renderer.Render(new RenderRequest { Input = "in", Output = "out.mp3", Style = Master }, null, default);
        Assert.False(result.CeilingHeld);
        Assert.Contains(result.Notes, n => n.Contains("1.00 dB over the ceiling", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_codec_that_overshoots_then_the_ceiling_is_lowered_until_the_decoded_file_keeps_it()
    {
        _studio.Media.Codec = x => x * 1.08;
        _studio.Media.Files["in"] = Clip.Noise(2, 40000, peak: 0.9);
        var result = _studio.Renderer.Render(
            new RenderRequest { Input = "in", Output = "out.mp3", Style = Master with { Gain = new(12) } }, null, default);
        Assert.True(result.CeilingHeld);
        Assert.InRange(result.TruePeak.Value, -1.2, -0.95);
        Assert.InRange(result.CeilingTrim.Value, -0.8, -0.6);
        Assert.Equal(2, result.Passes);
        Assert.Empty(_studio.Media.Temporary);
    }

    [Fact]
    public void Given_a_codec_whose_overshoot_grows_from_rendering_to_rendering_then_the_ceiling_is_held_all_the_same()
    {
        // 0.5 dB more each time, five times: more than a step and its margin catch up with at once.
        var renderings = 0;
        _studio.Media.Codec = x => x * Math.Pow(10, 0.025 * Math.Min(renderings, 5));
        _studio.Media.Files["in"] = Clip.Noise(2, 40000, peak: 0.9);
        var listeners = new RenderListeners((_, _) =>
        {
            renderings++;
            return new RenderHearing();
        });
        var result = _studio.Renderer.Render(
            new RenderRequest { Input = "in", Output = "out.mp3", Style = Master with { Gain = new(12) } }, listeners, null, default);
        Assert.True(result.CeilingHeld, $"{result.TruePeak} after {result.Passes}");
        Assert.InRange(result.Passes, 5, 8);
        Assert.DoesNotContain(result.Notes, n => n.Contains("over the ceiling", StringComparison.Ordinal));
    }

    [Fact]
    public void Given_a_limiter_then_its_gain_is_reported_and_the_ceiling_is_kept()
    {
        var result = _studio.Render(Clip.Noise(2, 100000), Master with { Gain = new(15) });
        Assert.True(result.Loudness.SamplePeak.Value <= -1 + 1e-9);
        Assert.InRange(result.LimiterRate, 0.2, 1);
        Assert.InRange(result.LimiterReductionP95.Value, 1, 15);
        var curve = result.GainCurves.Single(c => c.Stage == "limiter");
        Assert.InRange(curve.GainDb.Count * curve.Step.Value, 2.2, 2.3);
        Assert.Contains(result.GainCurves, c => c.Stage == "compressor");
        Assert.Equal(0, _studio.Render(Clip.Noise(2, 20000, peak: 0.01), Master with { Gain = default }).LimiterRate);
    }

    [Fact]
    public void Given_out_is_the_target_then_it_is_replaced_only_when_whole()
    {
        var clip = Clip.Noise(2, 20000);
        _studio.Media.Files["same.wav"] = clip;
        _studio.Media.RoomInFrames = 5000;
        var request = new RenderRequest { Input = "same.wav", Output = "same.wav", Style = Master };
        var fault = Assert.Throws<MediaException>(() => _studio.Renderer.Render(request, null, default));
        Assert.Equal(MediaFault.NoSpace, fault.Fault);
        Assert.Same(clip, _studio.Media.Files["same.wav"]);
        Assert.Empty(_studio.Media.Temporary);
        _studio.Media.RoomInFrames = long.MaxValue;
        _studio.Renderer.Render(request, null, default);
        Assert.NotSame(clip, _studio.Media.Files["same.wav"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Given_a_cancellation_while_writing_then_nothing_is_left_behind(int threads)
    {
        using var stop = new CancellationTokenSource();
        var writes = 0;
        _studio.Media.OnWrite = () =>
        {
            if (++writes == 3) stop.Cancel();
        };
        _studio.Media.Files["in"] = Clip.Noise(2, 200000);
        Assert.ThrowsAny<OperationCanceledException>(() => _studio.Renderer.Render(
            new RenderRequest { Input = "in", Output = "out.wav", Style = Master, Threads = threads, BlockFrames = 512 }, null, stop.Token));
        Assert.False(_studio.Media.Files.ContainsKey("out.wav"));
        Assert.Empty(_studio.Media.Temporary);
    }

    [Fact]
    public void Given_tags_and_a_cover_then_they_are_carried_over()
    {
        var tags = new MediaTags { Entries = [new("title", "Ünder"), new("artist", "A")], Cover = new byte[] { 1, 2, 3 }, CoverMimeType = "image/png", Lyrics = "la" };
        _studio.Render(Clip.Noise(2, 500) with { Tags = tags }, Master);
        Assert.Equal(tags.Entries, _studio.Written.Tags.Entries);
        Assert.Equal(tags with { Entries = [] }, _studio.Written.Tags with { Entries = [] });
    }

    [Fact]
    public void Given_tags_that_state_a_level_then_they_stay_only_where_nothing_of_the_level_is_changed()
    {
        var tags = new MediaTags
        {
            Entries =
            [
                new("title", "T"), new("replaygain_track_gain", "-6.20 dB"), new("REPLAYGAIN_ALBUM_PEAK", "0.98"), new("R128_TRACK_GAIN", "-512"),
                new("mp3gain_undo", "+002,+002,N"), new("replay", "kept"), new("genre", "r128"),
            ],
            Lyrics = "la",
        };
        var clip = Clip.Noise(2, 500) with { Tags = tags };
        string[] Keys() => [.. _studio.Written.Tags.Entries.Select(e => e.Key)];
        _studio.Render(clip, new StyleParams { Gain = new(-1) });
        Assert.Equal(["title", "replay", "genre"], Keys());
        Assert.Equal("la", _studio.Written.Tags.Lyrics);
        _studio.Render(clip, [new LimiterSpec { Ceiling = new(-1) }]);
        Assert.Equal(["title", "replay", "genre"], Keys());
        // A conversion: another rate and rounding leave the level where it was.
        foreach (var rate in new[] { 44100.0, 48000 })
        {
            _studio.Render(clip, [], r => r with { Rate = new(rate), Encoding = new OutputEncoding { Samples = SampleKind.S16 } });
            Assert.Equal(tags.Entries.Select(e => e.Key), Keys());
        }
    }

    [Fact]
    public void Given_an_empty_file_then_it_is_too_little()
    {
        var fault = Assert.Throws<MediaException>(() => _studio.Render(Clip.Noise(2, 0), Master));
        Assert.Equal(MediaFault.TooLittle, fault.Fault);
        Assert.False(_studio.Media.Files.ContainsKey("out.wav"));
    }

    [Theory]
    [InlineData("a.flac", MediaKind.Flac)]
    [InlineData("a.WAV", MediaKind.Wav)]
    [InlineData("a.b.opus", MediaKind.Opus)]
    public void Given_an_extension_then_it_names_the_kind(string path, MediaKind kind) => Assert.Equal(kind, OutputEncoding.KindOf(path));

    [Fact]
    public void Given_an_unknown_extension_then_it_is_refused() =>
        Assert.Equal(MediaFault.Unsupported, Assert.Throws<MediaException>(() => OutputEncoding.KindOf("a.xyz")).Fault);
}
