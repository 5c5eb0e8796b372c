using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Presets;
using NTWorkstation.Dsp.Analysis;
using NTWorkstation.Dsp.Graph;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Mastering.Render;
using NTWorkstation.Mastering.Tests.Fakes;
using NTWorkstation.Mastering.Tests.Render;
using Xunit;

namespace NTWorkstation.Mastering.Tests.Job;

public sealed class MatchJobTests : IDisposable
{
    private readonly MemoryMedia _media = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("nt-match-").FullName;

    public MatchJobTests()
    {
        _media.Files["reference"] = Music(14, 0.5, bright: 3, seed: 1);
        _media.Files["target"] = Music(14, 0.1, bright: 0.5, seed: 2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MatchJob Job => new(_media, new NativeGraph(), _media, new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());

    private static MatchRequest Request => new() { References = [new MatchReference("reference", null)], Target = "target", Output = "out.wav" };

    [Fact]
    public void Given_a_brighter_louder_reference_then_the_render_is_near_to_it_and_keeps_the_ceiling()
    {
        var result = Job.Run(Request, null, default);
        Assert.True(result.Before.LoudnessError > 8);
        Assert.True(result.After.LoudnessError < 0.3, $"loudness error {result.After.LoudnessError:0.00}");
        Assert.True(result.After.StftDistance < 0.25 * result.Before.StftDistance, $"stft {result.Before.StftDistance:0.0} to {result.After.StftDistance:0.0}");
        Assert.True(result.Render.TruePeak.Value <= -1 + Correction.CeilingToleranceDb);
        Assert.Equal(_media.Files["target"].Frames, _media.Files["out.wav"].Frames);
        Assert.NotEmpty(result.Style.Notes);
        Assert.InRange(result.ArtifactsRate, 0, 0.05);
        Assert.Equal(result.Rendered.Loudness.Reading, result.Render.Loudness);
    }

    [Fact]
    public void Given_amount_0_then_the_targets_own_samples_are_written_bit_for_bit()
    {
        var clip = _media.Files["target"];
        foreach (var plane in clip.Planes)
            for (var i = 0; i < plane.Length; i++) plane[i] = Math.Round(plane[i] * 8388608) / 8388608;
        _media.Files["target"] = clip with { Samples = SampleKind.S24 };
        var result = Job.Run(Request with { Amount = 0 }, null, default);
        Assert.Equal(clip.Planes, _media.Files["out.wav"].Planes);
        Assert.Equal(0, result.ArtifactsRate);
        Assert.Equal(1, result.Render.Passes);
    }

    [Fact]
    public void Given_a_track_on_an_offset_and_itself_then_no_metric_changes_by_more_than_a_tenth()
    {
        var clip = _media.Files["target"];
        foreach (var plane in clip.Planes)
            for (var i = 0; i < plane.Length; i++) plane[i] += 0.015;
        var result = Job.Run(Request with { References = [new MatchReference("target", null)] }, null, default);
        var after = result.After;
        foreach (var distance in new[] { after.StftDistance, after.MelDistance, after.MelW1, after.LoudnessError, after.RangeError, after.CrestError, after.PlrError, after.SideMidError })
            Assert.InRange(distance, 0, 0.1);
    }

    [Fact]
    public void Given_half_the_amount_then_the_loudness_lands_half_way()
    {
        var result = Job.Run(Request with { Amount = 0.5 }, null, default);
        var (from, to) = (result.Target.Loudness.Reading.Integrated.Value, result.Reference.Loudness.Reading.Integrated.Value);
        Assert.Equal((from + to) / 2, result.Rendered.Loudness.Reading.Integrated.Value, 0.4);
    }

    [Fact]
    public void Given_blocks_and_threads_of_any_number_then_the_hash_is_the_same()
    {
        var hashes = new HashSet<string>();
        foreach (var (frames, threads) in new[] { (512, 1), (8192, 2), (1000, 4) })
            hashes.Add(Job.Run(Request with { BlockFrames = frames, Threads = threads }, null, default).Render.Hash);
        Assert.Single(hashes);
    }

    [Fact]
    public void Given_a_preset_path_then_the_saved_preset_renders_the_same_samples()
    {
        var preset = Path.Combine(_folder, "p.json");
        var result = Job.Run(Request with { PresetPath = preset }, null, default);
        var style = StyleParamsJson.Read(File.ReadAllBytes(preset));
        var renderer = new Renderer(_media, new NativeGraph(), _media, new NativeAnalyse(), new NativeFourier(), NativeEngine.Describe());
        var again = renderer.Render(new RenderRequest { Input = "target", Output = "again.wav", Style = style }, null, default);
        Assert.Equal(result.Render.Hash, again.Hash);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Given_loudnesses_out_of_reach_then_the_limiter_keeps_its_bound_the_notes_say_so_and_asking_for_more_gives_no_less()
    {
        double Asked(double lufs)
        {
            var result = Job.Run(Request with { Loudness = new Lufs(lufs) }, null, default);
            Assert.True(result.Render.LimiterReductionP95.Value <= LimiterSpec.MostReduction.Value + 0.6, $"{lufs}: {result.Render.LimiterReductionP95} of reduction");
            var reached = result.Render.Loudness.Integrated.Value;
            Assert.True(reached > lufs - 0.2 || result.Style.Notes.Any(n => n.Contains("not reachable", StringComparison.Ordinal) || n.Contains("stays", StringComparison.Ordinal)));
            Assert.True(result.Style.Loudness!.Value.Value < reached + 2, $"{lufs}: {result.Style.Loudness} aimed at, {reached:0.0} reached");
            return reached;
        }
        var loudest = double.NegativeInfinity;
        foreach (var lufs in new[] { -12.0, -9, -6, -3, 0 })
        {
            var reached = Asked(lufs);
            Assert.True(reached > loudest - 0.5, $"{lufs} asked for gives {reached:0.0}, and less gave {loudest:0.0}");
            loudest = Math.Max(loudest, reached);
        }
    }

    [Fact]
    public void Given_a_preview_then_before_and_after_are_equally_loud_and_where_the_layout_says()
    {
        var result = Job.Run(Request with { PreviewPath = "preview.wav" }, null, default);
        var layout = result.Preview!;
        Assert.Equal(["loudest before", "loudest after", "quietest before", "quietest after"], layout.Excerpts.Select(e => e.Name));
        var clip = _media.Files["preview.wav"];
        var loudness = layout.Excerpts.Select(e =>
        {
            var (from, frames) = ((int)Math.Round(e.At.Value * clip.Format.Rate.Hz), (int)Math.Round(e.Length.Value * clip.Format.Rate.Hz));
            var block = new AudioBlock(2, 65536);
            using var meter = new NativeAnalyse().Loudness(clip.Format, new Audio.Analysis.MeterOptions(0));
            for (var at = 0; at < frames; at += block.Frames)
            {
                block.Frames = Math.Min(block.Capacity, frames - at);
                for (var c = 0; c < 2; c++) clip.Planes[c].AsSpan(from + at, block.Frames).CopyTo(block.Channel(c));
                meter.Add(block);
            }
            return meter.Read().Integrated.Value;
        }).ToArray();
        Assert.Equal(loudness[0], loudness[1], 0.1);
        Assert.Equal(loudness[2], loudness[3], 0.1);
    }

    [Fact]
    public void Given_out_is_the_target_then_the_old_file_is_replaced_by_the_whole_new_one()
    {
        var before = _media.Files["same.wav"] = _media.Files["target"];
        var result = Job.Run(Request with { Target = "same.wav", Output = "same.wav", PreviewPath = "preview.wav" }, null, default);
        Assert.NotSame(before, _media.Files["same.wav"]);
        Assert.Equal(before.Frames, _media.Files["same.wav"].Frames);
        Assert.NotNull(result.Preview);
    }

    [Fact]
    public void Given_a_silent_target_or_a_missing_reference_then_the_fault_is_typed_and_nothing_is_written()
    {
        _media.Files["silent"] = new Clip(_media.Files["target"].Format, [new double[200000], new double[200000]]);
        Assert.Equal(MediaFault.TooLittle, Assert.Throws<MediaException>(() => Job.Run(Request with { Target = "silent" }, null, default)).Fault);
        Assert.Equal(MediaFault.NotFound, Assert.Throws<MediaException>(() => Job.Run(Request with { References = [new MatchReference("nowhere", null)] }, null, default)).Fault);
        Assert.False(_media.Files.ContainsKey("out.wav"));
    }

    [Fact]
    public void Given_mono_or_surround_targets_then_they_keep_their_channels()
    {
        _media.Files["target"] = Clip.Noise(1, 400000, 48000, 0.1);
        Job.Run(Request, null, default);
        Assert.Equal(1, _media.Files["out.wav"].Format.Channels);
        _media.Files["target"] = Clip.Noise(6, 300000, 48000, 0.1);
        Job.Run(Request, null, default);
        Assert.Equal(6, _media.Files["out.wav"].Format.Channels);
        Assert.Equal(300000, _media.Files["out.wav"].Frames);
    }

    /// <summary>Noise in beats, brighter or duller, partly different in the two channels.</summary>
    private static Clip Music(double seconds, double level, double bright, int seed)
    {
        var random = new Random(seed);
        var planes = new[] { new double[(int)(44100 * seconds)], new double[(int)(44100 * seconds)] };
        double low = 0, last = 0;
        for (var i = 0; i < planes[0].Length; i++)
        {
            var envelope = 0.15 + Math.Exp(-(i % 22050) / 6000.0) * (0.6 + 0.4 * Math.Sin(i / 90000.0));
            var white = 2 * random.NextDouble() - 1;
            var side = 0.3 * (2 * random.NextDouble() - 1);
            low += 0.03 * (white - low);
            var x = 4 * low + bright * 0.2 * (white - last);
            last = white;
            planes[0][i] = Math.Clamp(level * envelope * (x + side), -1, 1);
            planes[1][i] = Math.Clamp(level * envelope * (x - side), -1, 1);
        }
        return new Clip(new AudioFormat(new(44100), 2, 3), planes, SampleKind.F64);
    }
}
